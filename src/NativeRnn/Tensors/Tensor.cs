namespace NativeRnn;

/// <summary>A view of float32 numbers in memory that an engine owns, row-major.</summary>
/// <remarks>
/// A view owns nothing: it is valid as long as what it was taken from (an arena until its reset, a parameter
/// store, a state). Host code reads and writes it through <see cref="Map"/>, <see cref="CopyTo"/> and
/// <see cref="CopyFrom"/>.
/// </remarks>
public readonly struct Tensor
{
    internal Tensor(NativeBuffer buffer, long offset, Shape shape)
    {
        Buffer = buffer;
        Offset = offset;
        Shape = shape;
    }

    /// <summary>The lengths of the axes, outermost first.</summary>
    public Shape Shape { get; }

    /// <summary>Whether there is no tensor here.</summary>
    public bool IsEmpty => Buffer is null;

    internal NativeBuffer Buffer { get; }

    internal long Offset { get; }

    /// <summary>Makes the numbers readable and writable by host code until the result is disposed.</summary>
    /// <exception cref="InvalidOperationException">There is no tensor here, or it has more than 2³¹ numbers.</exception>
    public TensorMap Map() => new(this);

    /// <summary>Copies all numbers to host memory.</summary>
    /// <param name="destination">At least <c>Shape.Count</c> long.</param>
    public void CopyTo(Span<float> destination)
    {
        using var map = Map();
        map.Span.CopyTo(destination);
    }

    /// <summary>Overwrites all numbers from host memory.</summary>
    /// <param name="source">Exactly <c>Shape.Count</c> long.</param>
    public void CopyFrom(ReadOnlySpan<float> source)
    {
        using var map = Map();
        if (source.Length != map.Span.Length)
        {
            throw new ArgumentException($"{source.Length} numbers do not fill a tensor of shape {Shape}.", nameof(source));
        }
        source.CopyTo(map.Span);
    }

    /// <summary>A copy of all numbers.</summary>
    public float[] ToArray()
    {
        using var map = Map();
        return map.Span.ToArray();
    }

    /// <summary>The same numbers under other lengths with the same product.</summary>
    public Tensor Reshape(Shape shape) => shape.Count == Shape.Count
        ? new Tensor(Buffer, Offset, shape)
        : throw new ArgumentException($"A tensor of shape {Shape} cannot take the shape {shape}.", nameof(shape));

    internal Tensor Slice(long offset, Shape shape) => new(Buffer, Offset + offset, shape);

    /// <inheritdoc/>
    public override string ToString() => IsEmpty ? "no tensor" : $"float32 {Shape}";
}
