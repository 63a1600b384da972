using NativeRnn.Checkpoints.Onnx;

namespace NativeRnn;

/// <summary>Builds the ONNX graph of one step of a translator's decoder; <see cref="OnnxModel"/> says what it takes and gives.</summary>
internal sealed class OnnxDecoder(Seq2SeqModel model)
{
    private const string Batch = "N";

    private readonly OnnxGraph _graph = new("decoder");
    private readonly Seq2SeqOptions _options = model.Options;
    private readonly RecurrentStack _stack = RecurrentStack.Of(model.Options)[1];
    private readonly List<string> _initial = [];

    private int ContextSize => _options.Directions * _options.Hidden; // without attention

    internal GraphProto Build()
    {
        var ids = _graph.Input("ids", TensorProto.Types.DataType.Int64, 1, Batch);
        _graph.Output("logits", 1, Batch, model.Target.Vocabulary.Count);
        AddStates();
        var table = Constant("decoder.embedding.weight");
        var embedded = _graph.Node("Gather", "decoder.embedding", table, ids); // [1, N, E]
        AddLogits(Features(embedded), table);
        return _graph.Graph;
    }

    // What the output layer reads, [1, N, H].
    private string Features(string embedded)
    {
        if (_options.Attention == AttentionKind.None)
        {
            var context = _graph.Input("context", TensorProto.Types.DataType.Float, Batch, ContextSize);
            return Recurrent(Beside(embedded, context));
        }
        var attention = new OnnxAttention(_graph, model);
        if (_options.Attention == AttentionKind.Additive)
        {
            var before = _graph.Axis("Squeeze", "query", $"state_h_l{_options.Layers - 1}", 0); // [N, H]
            return Recurrent(Beside(embedded, attention.Add(before)));
        }
        var hidden = Recurrent(embedded); // [1, N, H]
        var joined = Beside(hidden, attention.Add(_graph.Axis("Squeeze", "query", hidden, 0)));
        return _graph.Node(
            "Tanh",
            "features",
            _graph.Node("MatMul", "combination", joined, Constant("decoder.combination.weight")));
    }

    // [1, N, A] and [N, B] to [1, N, A+B].
    private string Beside(string left, string right) => _graph.Node(
        "Concat", $"{left}.joined", [OnnxAttribute.Whole("axis", 2)], left, _graph.Axis("Unsqueeze", $"{right}.row", right, 0));

    private void AddStates()
    {
        for (var l = 0; l < _options.Layers; l++)
        {
            foreach (var state in OnnxCell.States(_options.Cell))
            {
                _initial.Add(_graph.Input($"state_{state}_l{l}", TensorProto.Types.DataType.Float, 1, Batch, _options.Hidden));
                _graph.Output($"next_{state}_l{l}", 1, Batch, _options.Hidden);
            }
        }
    }

    private string Recurrent(string input)
    {
        var states = _options.Cell.States();
        for (var l = 0; l < _options.Layers; l++)
        {
            var initial = _initial.GetRange(l * states, states);
            var rnn = new OnnxLayer(_graph, _stack, model.Parameters, l)
            {
                Initial = initial,
                Final = [.. initial.Select(name => name.Replace("state_", "next_", StringComparison.Ordinal))],
            };
            input = rnn.Add(input, $"decoder.rnn.output_l{l}");
        }
        return input;
    }

    private void AddLogits(string features, string table)
    {
        var weights = _options.TiesOutput
            ? _graph.Transpose("decoder.linear.weight", table, 1, 0) // [E, V]
            : Constant("decoder.linear.weight"); // [H, V]
        var product = _graph.Node("MatMul", "decoder.linear.product", features, weights);
        _graph.Node("Add", "logits", product, Constant("decoder.linear.bias"));
    }

    private string Constant(string name) => _graph.Parameter(model.Parameters[name]);
}
