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

    /// <summary>Zeroes what lies behind each row's last valid step of [T, N, W].</summary>
    internal static void ClearPadding(Tensor tensor, ReadOnlySpan<int> lengths)
    {
        var (steps, batch, width) = (tensor.Shape[0], tensor.Shape[1], tensor.Shape[2]);
        if (!lengths.ContainsAnyExcept(steps))
        {
            return;
        }
        using var map = tensor.Map();
        for (var n = 0; n < lengths.Length; n++)
        {
            for (var t = lengths[n]; t < steps; t++)
            {
                map.Span.Slice((t * batch + n) * width, width).Clear();
            }
        }
    }
}
