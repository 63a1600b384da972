using System.Runtime.CompilerServices;

namespace NativeRnn;

/// <summary>The lengths of a tensor's axes, outermost first; up to five.</summary>
public readonly record struct Shape
{
    private readonly Lengths _lengths;

    /// <summary>A shape from its lengths, each at least 1.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There are no lengths, more than five, or one below 1.</exception>
    public Shape(params ReadOnlySpan<int> lengths)
    {
        ArgumentOutOfRangeException.ThrowIfZero(lengths.Length, nameof(lengths));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(lengths.Length, Lengths.Capacity, nameof(lengths));
        Rank = lengths.Length;
        Count = 1;
        for (var axis = 0; axis < lengths.Length; axis++)
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(lengths[axis], nameof(lengths));
            _lengths[axis] = lengths[axis];
            Count = checked(Count * lengths[axis]);
        }
    }

    /// <summary>How many axes there are.</summary>
    public int Rank { get; }

    /// <summary>The product of the lengths; 0 for the default shape.</summary>
    public long Count { get; }

    /// <summary>The length of an axis, counted from the outermost.</summary>
    public int this[int axis]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)axis, (uint)Rank, nameof(axis));
            return _lengths[axis];
        }
    }

    /// <summary>The innermost length.</summary>
    public int Last => this[Rank - 1];

    /// <inheritdoc/>
    public bool Equals(Shape other)
    {
        if (Rank != other.Rank)
        {
            return false;
        }
        for (var axis = 0; axis < Rank; axis++)
        {
            if (_lengths[axis] != other._lengths[axis])
            {
                return false;
            }
        }
        return true;
    }

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Rank, Count);

    /// <inheritdoc/>
    public override string ToString()
    {
        var lengths = new int[Rank];
        for (var axis = 0; axis < Rank; axis++)
        {
            lengths[axis] = _lengths[axis];
        }
        return $"[{string.Join(", ", lengths)}]";
    }

    [InlineArray(Capacity)]
    private struct Lengths
    {
        internal const int Capacity = 5;
#pragma warning disable IDE0044, IDE0051 // The field that the inline array repeats.
        private int _first;
#pragma warning restore IDE0044, IDE0051
    }
}
