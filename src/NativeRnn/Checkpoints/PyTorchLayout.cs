namespace NativeRnn;

/// <summary>How PyTorch orders gates: LSTM i, f, g, o as we do, GRU r, z, n where ours are z, r, candidate.</summary>
internal static class PyTorchLayout
{
    private static readonly int[] _one = [0];
    private static readonly int[] _gru = [1, 0, 2];
    private static readonly int[] _lstm = [0, 1, 2, 3];

    /// <summary>For each of our gates its place among PyTorch's.</summary>
    /// <exception cref="NotSupportedException">The reset-before GRU, which PyTorch does not have.</exception>
    internal static int[] Order(CellKind cell) => cell switch
    {
        CellKind.RnnTanh or CellKind.RnnRelu => _one,
        CellKind.GruResetAfter => _gru,
        CellKind.Lstm => _lstm,
        _ => throw new NotSupportedException(
            "PyTorch's GRU applies the reset gate after the recurrent product, so that it has no place for a "
            + "reset-before GRU's weights and none to give it: use the reset-after GRU, or export to ONNX."),
    };
}
