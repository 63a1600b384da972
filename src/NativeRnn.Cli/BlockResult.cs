namespace NativeRnn.Cli;

/// <summary>What a block of lines came to.</summary>
/// <param name="Output">For standard output, line ends included.</param>
/// <param name="Warnings">For standard error, each on a line.</param>
internal sealed record BlockResult(string Output, string Warnings)
{
    internal static BlockResult Receive(MpiCommunicator ranks, int from) =>
        new(ranks.ReceiveText(from), ranks.ReceiveText(from));

    internal void Send(MpiCommunicator ranks, int to)
    {
        ranks.SendText(Output, to);
        ranks.SendText(Warnings, to);
    }
}
