using NativeRnn.Checkpoints.Onnx;

namespace NativeRnn;

/// <summary>Puts a step's attention into an ONNX graph; where it looks becomes the output <c>attention</c>.</summary>
internal sealed class OnnxAttention(OnnxGraph graph, Seq2SeqModel model)
{
    private const string Time = "T";
    private const string Batch = "N";

    private readonly Seq2SeqOptions _options = model.Options;

    /// <summary>Adds the inputs, nodes and output.</summary>
    /// <param name="query">[N, H].</param>
    /// <returns>The context, [N, M]; zeros for a source of no tokens.</returns>
    internal string Add(string query)
    {
        var size = _options.EncoderOutputs;
        var memory = graph.Input("memory", TensorProto.Types.DataType.Float, Time, Batch, size);
        var scores = _options.Attention == AttentionKind.Additive ? Additive(query) : Products(query, memory); // [N, T]
        var mask = Mask(memory, graph.Input("lengths", TensorProto.Types.DataType.Int32, Batch));
        var within = graph.Node("Where", "scores.within", mask, scores, graph.Floats("lowest", [], [float.MinValue]));
        var shares = graph.Node("Softmax", "scores.shares", [OnnxAttribute.Whole("axis", -1)], within);
        var weights = graph.Node("Where", "attention", mask, shares, graph.Floats("nothing", [], [0])); // [N, T]
        graph.Output(weights, Batch, Time);
        var sums = graph.Node(
            "MatMul",
            "context.product",
            graph.Axis("Unsqueeze", "attention.rows", weights, 1), // [N, 1, T]
            graph.Transpose("memory.rows", memory, 1, 0, 2)); // [N, T, M]
        return graph.Axis("Squeeze", "context", sums, 1);
    }

    // Dot: q · k; general: (q W) · k.
    private string Products(string query, string memory)
    {
        var projected = _options.Attention == AttentionKind.General ? Projected(query) : query; // [N, M]
        var products = graph.Node(
            "MatMul",
            "scores.product",
            graph.Axis("Unsqueeze", "query.rows", projected, 1), // [N, 1, M]
            graph.Transpose("memory.columns", memory, 1, 2, 0)); // [N, M, T]
        return graph.Axis("Squeeze", "scores", products, 1);
    }

    // v · tanh(q W + k), k being the encoder's keys.
    private string Additive(string query)
    {
        var keys = graph.Input("keys", TensorProto.Types.DataType.Float, Time, Batch, _options.Hidden); // [T, N, A]
        var features = graph.Node("Tanh", "scores.features", graph.Node("Add", "scores.sum", Projected(query), keys));
        var products = graph.Node("MatMul", "scores.product", features, Constant("decoder.attention.scorer.weight")); // [T, N, 1]
        return graph.Transpose("scores", graph.Axis("Squeeze", "scores.columns", products, 2), 1, 0);
    }

    private string Projected(string query) =>
        graph.Node("MatMul", "query.projected", query, Constant("decoder.attention.query.weight"));

    // Whether step t lies within row n: [N, T].
    private string Mask(string memory, string lengths)
    {
        var count = graph.Node("Shape", "steps.shape", [OnnxAttribute.Whole("start", 0), OnnxAttribute.Whole("end", 1)], memory);
        var steps = graph.Node(
            "Range",
            "steps",
            graph.Wholes("steps.first", [], 0),
            graph.Axis("Squeeze", "steps.count", count, 0),
            graph.Wholes("steps.by", [], 1)); // [T]
        var wide = graph.Node(
            "Cast", "lengths.wide", [OnnxAttribute.Whole("to", (long)TensorProto.Types.DataType.Int64)], lengths);
        return graph.Node("Less", "mask", steps, graph.Axis("Unsqueeze", "lengths.rows", wide, 1));
    }

    private string Constant(string name) => graph.Parameter(model.Parameters[name]);
}
