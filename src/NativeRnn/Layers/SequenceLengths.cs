namespace NativeRnn;

/// <summary>What operations ask of the lengths of a padded batch; empty stands for no padding.</summary>
internal static class SequenceLengths
{
    internal static void Validate(ReadOnlySpan<int> lengths, int batch, int steps, string name)
    {
        if (!lengths.IsEmpty && lengths.Length != batch)
        {
            throw new ArgumentException($"{batch} sentences need as many lengths, not {lengths.Length}.", name);
        }
        foreach (var length in lengths)
        {
            if ((uint)length > (uint)steps)
            {
                throw new ArgumentOutOfRangeException(name, length, $"Lengths must be 0 to {steps}.");
            }
        }
    }
}
