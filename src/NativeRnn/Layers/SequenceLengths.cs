namespace NativeRnn;

/// <summary>What every operation asks of the numbers of valid steps in a batch of sequences.</summary>
internal static class SequenceLengths
{
    internal static void Validate(ReadOnlySpan<int> lengths, int steps, int batch)
    {
        if (lengths.IsEmpty)
        {
            return;
        }
        if (lengths.Length != batch)
        {
            throw new ArgumentException($"A batch of {batch} rows needs {batch} lengths, not {lengths.Length}.", nameof(lengths));
        }
        foreach (var length in lengths)
        {
            if ((uint)length > (uint)steps)
            {
                throw new ArgumentOutOfRangeException(nameof(lengths), length, $"Lengths must be 0 to {steps}, the steps of the input.");
            }
        }
    }
}
