namespace NativeRnn;

/// <summary>What the cells differ in, in one place.</summary>
internal static class CellKinds
{
    /// <summary>Gates, G.</summary>
    internal static int Gates(this CellKind cell) => cell switch
    {
        CellKind.RnnTanh or CellKind.RnnRelu => 1,
        CellKind.GruResetBefore or CellKind.GruResetAfter => 3,
        CellKind.Lstm => 4,
        _ => throw Unknown(cell),
    };

    /// <summary>State tensors, S: h, and for the LSTM c.</summary>
    internal static int States(this CellKind cell) => cell == CellKind.Lstm ? 2 : 1;

    /// <summary>Biases per unit where there is one per gate: reset-after GRU keeps the candidate's recurrent one apart.</summary>
    internal static int SingleBiases(this CellKind cell) => cell.Gates() + (cell == CellKind.GruResetAfter ? 1 : 0);

    internal static void Validate(CellKind cell, string name)
    {
        if (!Enum.IsDefined(cell))
        {
            throw new ArgumentOutOfRangeException(name, cell, $"There is no cell of kind {(int)cell}.");
        }
    }

    private static ArgumentOutOfRangeException Unknown(CellKind cell) =>
        new(nameof(cell), cell, $"There is no cell of kind {(int)cell}.");
}
