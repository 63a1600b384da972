using System.Collections;
using System.Collections.Immutable;
using System.Runtime.CompilerServices;

namespace NativeRnn;

/// <summary>Hidden units of each layer of a stack, the lowest first; none stands for layers that are all alike.</summary>
/// <remarks>Immutable and compared by its numbers, so that options that hold it are too: <c>HiddenSizes = [512, 256]</c>.</remarks>
[CollectionBuilder(typeof(LayerSizes), nameof(Of))]
public readonly struct LayerSizes : IReadOnlyList<int>, IEquatable<LayerSizes>
{
    private readonly ImmutableArray<int> _sizes;

    private LayerSizes(ImmutableArray<int> sizes) => _sizes = sizes;

    /// <summary>How many layers there are sizes for; 0 where they are all alike.</summary>
    public int Count => _sizes.IsDefault ? 0 : _sizes.Length;

    /// <summary>H of a layer, from 0, the lowest.</summary>
    public int this[int index] => _sizes[index];

    /// <summary>Sizes of one's own.</summary>
    /// <param name="sizes">At least 1 each.</param>
    /// <exception cref="ArgumentOutOfRangeException">One is below 1.</exception>
    public static LayerSizes Of(ReadOnlySpan<int> sizes)
    {
        foreach (var size in sizes)
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(size, nameof(sizes));
        }
        return sizes.IsEmpty ? default : new LayerSizes([.. sizes]);
    }

    /// <summary>Whether both hold the same numbers.</summary>
    public static bool operator ==(LayerSizes left, LayerSizes right) => left.Equals(right);

    /// <summary>Whether they hold different numbers.</summary>
    public static bool operator !=(LayerSizes left, LayerSizes right) => !left.Equals(right);

    /// <inheritdoc/>
    public bool Equals(LayerSizes other) => Count == other.Count && (Count == 0 || _sizes.AsSpan().SequenceEqual(other._sizes.AsSpan()));

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is LayerSizes other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = default(HashCode);
        foreach (var size in this)
        {
            hash.Add(size);
        }
        return hash.ToHashCode();
    }

    /// <inheritdoc/>
    public IEnumerator<int> GetEnumerator() => (_sizes.IsDefault ? [] : _sizes).AsEnumerable().GetEnumerator();

    /// <inheritdoc/>
    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>As the command line takes them: <c>512,256</c>.</summary>
    public override string ToString() => string.Join(',', this);
}
