using NativeRnn.Checkpoints.Onnx;

namespace NativeRnn;

/// <summary>The cells as ONNX's operators RNN, GRU and LSTM have them.</summary>
/// <remarks>Source: github.com/onnx/onnx, docs/Operators.md, "RNN", "GRU", "LSTM".</remarks>
internal static class OnnxCell
{
    private static readonly int[] _one = [0];
    private static readonly int[] _gru = [0, 1, 2]; // z, r, h, as ours
    private static readonly int[] _lstm = [0, 2, 3, 1]; // ours i, f, c̃, o; ONNX's i, o, f, c

    /// <summary>For each of our peephole weights, i, f, o, its place among ONNX's, i, o, f.</summary>
    internal static ReadOnlySpan<int> PeepholeOrder => [0, 2, 1];

    /// <summary>For each of our gates its place among ONNX's.</summary>
    internal static int[] Order(CellKind cell) => cell switch
    {
        CellKind.RnnTanh or CellKind.RnnRelu => _one,
        CellKind.Lstm => _lstm,
        _ => _gru,
    };

    /// <summary>What the states are called: h, and for the LSTM c.</summary>
    internal static IReadOnlyList<string> States(CellKind cell) => cell.States() == 2 ? ["h", "c"] : ["h"];

    /// <summary>A layer's node without its inputs and outputs.</summary>
    internal static NodeProto Node(CellKind cell, int hidden, int directions)
    {
        var node = new NodeProto { Attribute = { OnnxAttribute.Whole("hidden_size", hidden) } };
        if (directions == 2)
        {
            node.Attribute.Add(OnnxAttribute.Word("direction", "bidirectional"));
        }
        switch (cell)
        {
            case CellKind.RnnTanh or CellKind.RnnRelu:
                node.OpType = "RNN";
                node.Attribute.Add(OnnxAttribute.Words(
                    "activations", Enumerable.Repeat(cell == CellKind.RnnTanh ? "Tanh" : "Relu", directions)));
                break;
            case CellKind.Lstm:
                node.OpType = "LSTM";
                break;
            default:
                node.OpType = "GRU";
                node.Attribute.Add(OnnxAttribute.Whole("linear_before_reset", cell == CellKind.GruResetAfter ? 1 : 0));
                break;
        }
        return node;
    }
}
