namespace NativeRnn;

/// <summary>The attention weights of every row of every step.</summary>
internal sealed class AttentionLog
{
    private float[] _weights = [];
    private int _width; // T

    /// <summary>Rows so far.</summary>
    internal int Count { get; private set; }

    internal void Clear() => Count = 0;

    /// <summary>Copies the weights of a step's rows, [R, T].</summary>
    internal void Append(Tensor weights, int rows)
    {
        if (weights.Shape.Rank != 2 || weights.Shape[0] != rows || (Count > 0 && weights.Shape[1] != _width))
        {
            throw new InvalidOperationException(
                $"The scorer's attention weights must have one row for each of the {rows} rows, and the same width at every step, not {weights.Shape}.");
        }
        _width = weights.Shape[1];
        var needed = checked((Count + rows) * _width);
        if (_weights.Length < needed)
        {
            Array.Resize(ref _weights, Math.Max(needed, (int)Math.Min(2L * _weights.Length, Array.MaxLength)));
        }
        weights.CopyTo(_weights.AsSpan(Count * _width));
        Count += rows;
    }

    internal float[] Copy(int row) => _weights.AsSpan(row * _width, _width).ToArray();
}
