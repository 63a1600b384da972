namespace NativeRnn;

/// <summary>How PyTorch orders gates: LSTM i, f, g, o as we do, GRU r, z, n where ours are z, r, candidate.</summary>
internal static class PyTorchLayout
{
    private static readonly int[] _one = [0];
    private static readonly int[] _gru = [1, 0, 2];
    private static readonly int[] _lstm = [0, 1, 2, 3];

    /// <summary>Fails for stacks that PyTorch's recurrent modules cannot be.</summary>
    /// <exception cref="NotSupportedException">It is none of theirs; the message says why.</exception>
    internal static void Require(RecurrentNetworkOptions network)
    {
        _ = Order(network.Layer.Cell);
        if (network.HiddenSizes.Count > 0)
        {
            throw Refusal("layers that differ in size", "export to ONNX");
        }
        if (network.IsResidual)
        {
            throw Refusal("residual connections", "export to ONNX");
        }
        if (network.HasLayerNorm)
        {
            throw Refusal("normalisation between layers", "export to ONNX");
        }
        if (network.Layer is { Directions: 2, Merge: BidirectionalMerge.Sum })
        {
            throw Refusal("sum of directions", "export to ONNX");
        }
        if (network.Layer.HasPeepholes)
        {
            throw Refusal("peepholes", network.Layer.Projection > 0 ? "keep the model file" : "export to ONNX");
        }
        if (network.LearnsState)
        {
            throw Refusal("learnt initial states", "keep the model file");
        }
    }

    private static NotSupportedException Refusal(string what, string instead) =>
        new($"PyTorch's recurrent modules have no {what}, so that a file under their names cannot hold the model: {instead}.");

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
