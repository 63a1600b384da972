namespace NativeRnn;

/// <summary>Turns our weights [in, G·H] into another library's [G·H, in] with its order of gates, and back.</summary>
/// <remarks>
/// An order names, for each of our gates (LSTM i, f, c̃, o; GRU z, r, candidate), its place among theirs. Bias vectors
/// are weights with one input.
/// </remarks>
internal static class GateLayout
{
    /// <summary>Ours [in, G·H] from theirs [G·H, in].</summary>
    internal static float[] Import(ReadOnlySpan<int> order, int hidden, ReadOnlySpan<float> theirs)
    {
        var width = order.Length * hidden;
        var inputs = theirs.Length / width;
        var ours = new float[theirs.Length];
        for (var i = 0; i < inputs; i++)
        {
            for (var column = 0; column < width; column++)
            {
                ours[i * width + column] = theirs[Row(order, hidden, column) * inputs + i];
            }
        }
        return ours;
    }

    /// <summary>Theirs [G·H, in] from ours [in, G·H].</summary>
    internal static float[] Export(ReadOnlySpan<int> order, int hidden, ReadOnlySpan<float> ours)
    {
        var width = order.Length * hidden;
        var inputs = ours.Length / width;
        var theirs = new float[ours.Length];
        for (var i = 0; i < inputs; i++)
        {
            for (var column = 0; column < width; column++)
            {
                theirs[Row(order, hidden, column) * inputs + i] = ours[i * width + column];
            }
        }
        return theirs;
    }

    /// <summary>[columns, rows] from a source [rows, columns].</summary>
    internal static float[] Transpose(int columns, ReadOnlySpan<float> source)
    {
        var rows = source.Length / columns;
        var target = new float[source.Length];
        for (var row = 0; row < rows; row++)
        {
            for (var column = 0; column < columns; column++)
            {
                target[column * rows + row] = source[row * columns + column];
            }
        }
        return target;
    }

    private static int Row(ReadOnlySpan<int> order, int hidden, int column) =>
        order[column / hidden] * hidden + column % hidden;
}
