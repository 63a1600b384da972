using Google.Protobuf;
using NativeRnn.Checkpoints.Onnx;

namespace NativeRnn;

/// <summary>The cells as ONNX's operators RNN, GRU and LSTM have them.</summary>
/// <remarks>Source: github.com/onnx/onnx, docs/Operators.md, "RNN", "GRU", "LSTM".</remarks>
internal static class OnnxCell
{
    private static readonly int[] _one = [0];
    private static readonly int[] _gru = [0, 1, 2]; // z, r, h, as ours
    private static readonly int[] _lstm = [0, 2, 3, 1]; // ours i, f, c̃, o; ONNX's i, o, f, c

    /// <summary>For each of our gates its place among ONNX's.</summary>
    internal static int[] Order(CellKind cell) => cell switch
    {
        CellKind.RnnTanh or CellKind.RnnRelu => _one,
        CellKind.Lstm => _lstm,
        _ => _gru,
    };

    /// <summary>A layer's node without its inputs and outputs.</summary>
    internal static NodeProto Node(CellKind cell, int hidden)
    {
        var node = new NodeProto { Attribute = { Whole("hidden_size", hidden) } };
        switch (cell)
        {
            case CellKind.RnnTanh or CellKind.RnnRelu:
                node.OpType = "RNN";
                node.Attribute.Add(Words("activations", cell == CellKind.RnnTanh ? "Tanh" : "Relu"));
                break;
            case CellKind.Lstm:
                node.OpType = "LSTM";
                break;
            default:
                node.OpType = "GRU";
                node.Attribute.Add(Whole("linear_before_reset", cell == CellKind.GruResetAfter ? 1 : 0));
                break;
        }
        return node;
    }

    private static AttributeProto Whole(string name, long value) =>
        new() { Name = name, Type = AttributeProto.Types.AttributeType.Int, I = value };

    private static AttributeProto Words(string name, string value) =>
        new() { Name = name, Type = AttributeProto.Types.AttributeType.Strings, Strings = { ByteString.CopyFromUtf8(value) } };
}
