namespace NativeRnn;

/// <summary>How the states of a stack of layers lie in one buffer: one behind the other, the lowest first.</summary>
internal sealed class StackLayout(StateLayout[] layers)
{
    /// <summary>L.</summary>
    internal int Layers => layers.Length;

    internal StateLayout this[int layer] => layers[layer];

    private bool IsUniform => !layers.AsSpan().ContainsAnyExcept(layers[0]);

    /// <summary>Numbers for a batch.</summary>
    internal long Count(int batch) => Offset(layers.Length, batch);

    /// <summary>Where a layer's state begins.</summary>
    internal long Offset(int layer, int batch)
    {
        long offset = 0;
        for (var below = 0; below < layer; below++)
        {
            offset += layers[below].Count(batch);
        }
        return offset;
    }

    /// <summary>[L, S, D, N, H]; where sizes differ, all numbers in a row.</summary>
    internal Shape Shape(int batch)
    {
        var layer = layers[0].Shape(batch);
        return IsUniform && layer.Rank == 4
            ? new Shape(layers.Length, layer[0], layer[1], layer[2], layer[3])
            : new Shape(checked((int)Count(batch)));
    }

    /// <summary>Copies rows from one batch's numbers to another's.</summary>
    internal void CopyRows(in StateRows source, in StateRows target, int rows)
    {
        for (var layer = 0; layer < layers.Length; layer++)
        {
            layers[layer].CopyRows(
                source.Behind(Offset(layer, source.Batch)), target.Behind(Offset(layer, target.Batch)), rows);
        }
    }

    /// <summary>The same layers, sizes and directions.</summary>
    internal bool Fits(StackLayout other) => layers.AsSpan().SequenceEqual(other.AsSpan());

    private ReadOnlySpan<StateLayout> AsSpan() => layers;
}
