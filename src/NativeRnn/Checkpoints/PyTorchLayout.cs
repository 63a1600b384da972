namespace NativeRnn;

/// <summary>How PyTorch lays out what we hold transposed and in oneDNN's gate order.</summary>
/// <remarks>
/// PyTorch: weights [G·H, in], gates LSTM i, f, g, o and GRU r, z, n. Ours: [in, G·H], LSTM i, f, c̃, o and GRU
/// z, r, candidate. So LSTM gates agree and the GRU's first two change places.
/// </remarks>
internal static class PyTorchLayout
{
    /// <summary>Which of PyTorch's gates is our gate g.</summary>
    internal static int Gate(CellKind cell, int gate) => cell switch
    {
        CellKind.GruResetAfter or CellKind.GruResetBefore when gate < 2 => 1 - gate,
        _ => gate,
    };

    /// <summary>ours [in, G·H] from PyTorch's [G·H, in].</summary>
    internal static void ImportGates(CellKind cell, int hidden, ReadOnlySpan<float> theirs, Span<float> ours)
    {
        var width = cell.Gates() * hidden;
        var inputs = theirs.Length / width;
        for (var i = 0; i < inputs; i++)
        {
            for (var column = 0; column < width; column++)
            {
                ours[i * width + column] = theirs[Column(cell, hidden, column) * inputs + i];
            }
        }
    }

    /// <summary>PyTorch's [G·H, in] from ours [in, G·H].</summary>
    internal static void ExportGates(CellKind cell, int hidden, ReadOnlySpan<float> ours, Span<float> theirs)
    {
        var width = cell.Gates() * hidden;
        var inputs = ours.Length / width;
        for (var i = 0; i < inputs; i++)
        {
            for (var column = 0; column < width; column++)
            {
                theirs[Column(cell, hidden, column) * inputs + i] = ours[i * width + column];
            }
        }
    }

    /// <summary>target [columns, rows] from source [rows, columns].</summary>
    internal static void Transpose(int columns, ReadOnlySpan<float> source, Span<float> target)
    {
        var rows = source.Length / columns;
        for (var row = 0; row < rows; row++)
        {
            for (var column = 0; column < columns; column++)
            {
                target[column * rows + row] = source[row * columns + column];
            }
        }
    }

    private static int Column(CellKind cell, int hidden, int column) =>
        Gate(cell, column / hidden) * hidden + column % hidden;
}
