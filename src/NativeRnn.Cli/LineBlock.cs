namespace NativeRnn.Cli;

/// <summary>Lines of the input that are worked on together.</summary>
/// <param name="First">How many lines came before them.</param>
/// <param name="Lines">Without line ends.</param>
internal sealed record LineBlock(long First, IReadOnlyList<string> Lines)
{
    internal static LineBlock Receive(MpiCommunicator ranks, int from)
    {
        Span<long> numbers = [0, 0];
        ranks.Receive(numbers, from);
        return new LineBlock(numbers[0], numbers[1] == 0 ? [] : ranks.ReceiveText(from).Split('\n'));
    }

    internal void Send(MpiCommunicator ranks, int to)
    {
        ranks.Send<long>([First, Lines.Count], to);
        if (Lines.Count > 0)
        {
            ranks.SendText(string.Join('\n', Lines), to);
        }
    }
}
