using NativeRnn.Checkpoints.Onnx;

namespace NativeRnn;

/// <summary>Builds the ONNX graph of a translator's encoder; <see cref="OnnxModel"/> says what it takes and gives.</summary>
internal sealed class OnnxEncoder(Seq2SeqModel model)
{
    private const string Time = "T";
    private const string Batch = "N";

    private readonly OnnxGraph _graph = new("encoder");
    private readonly Seq2SeqOptions _options = model.Options;
    private readonly RecurrentStack _stack = RecurrentStack.Of(model.Options)[0];

    internal GraphProto Build()
    {
        var ids = _graph.Input("ids", TensorProto.Types.DataType.Int64, Time, Batch);
        var lengths = _graph.Input("lengths", TensorProto.Types.DataType.Int32, Batch);
        var current = _graph.Node("Gather", "encoder.embedding", Constant("encoder.embedding.weight"), ids); // [T, N, E]
        for (var l = 0; l < _options.Layers; l++)
        {
            var rnn = new OnnxLayer(_graph, _stack, model.Parameters, l) { Lengths = lengths, Final = FinalStates(l) };
            current = rnn.Add(current, l == _options.Layers - 1 ? "memory" : $"encoder.rnn.output_l{l}"); // [T, N, D·H]
        }
        AddStates();
        AddContext(current);
        return _graph.Graph;
    }

    // As they are, they begin the decoder where nothing bridges them.
    private string[] FinalStates(int layer) =>
        [.. OnnxCell.States(_options.Cell).Select(state => _options.Directions == 1 ? $"state_{state}_l{layer}" : $"final_{state}_l{layer}")];

    private void AddStates()
    {
        for (var l = 0; l < _options.Layers; l++)
        {
            foreach (var state in OnnxCell.States(_options.Cell))
            {
                if (_options.Directions > 1)
                {
                    Bridge(state, l);
                }
                _graph.Output($"state_{state}_l{l}", 1, Batch, _options.Hidden);
            }
        }
    }

    private void Bridge(string state, int layer)
    {
        var name = $"decoder.bridge.{(state == "h" ? "hidden" : "cell")}_l{layer}";
        var mapped = _graph.Node(
            "Add",
            $"{name}.sum",
            _graph.Node("MatMul", $"{name}.product", Joined(state, layer), Constant($"{name}.weight")),
            Constant($"{name}.bias")); // [N, H]
        var bounded = state == "h" ? _graph.Node("Tanh", $"{name}.tanh", mapped) : mapped;
        _graph.Axis("Unsqueeze", $"state_{state}_l{layer}", bounded, 0);
    }

    // Both directions' final states side by side: [D, N, H] to [N, D·H].
    private string Joined(string state, int layer)
    {
        var rows = _graph.Transpose($"final_{state}_l{layer}.rows", $"final_{state}_l{layer}", 1, 0, 2);
        var shape = _graph.Wholes($"final_{state}_l{layer}.shape", [2], 0, _options.Directions * _options.Hidden);
        return _graph.Node("Reshape", $"final_{state}_l{layer}.joined", rows, shape);
    }

    private void AddContext(string memory)
    {
        _graph.Output("memory", Time, Batch, _options.EncoderOutputs);
        if (_options.Attention == AttentionKind.Additive)
        {
            _graph.Node("MatMul", "keys", memory, Constant("decoder.attention.key.weight"));
            _graph.Output("keys", Time, Batch, _options.Hidden);
        }
        else if (_options.Attention == AttentionKind.None)
        {
            var top = _options.Layers - 1;
            _ = _options.Directions == 1
                ? _graph.Axis("Squeeze", "context", $"state_h_l{top}", 0)
                : _graph.Node("Identity", "context", $"final_h_l{top}.joined");
            _graph.Output("context", Batch, _options.Directions * _options.Hidden);
        }
    }

    private string Constant(string name) => _graph.Parameter(model.Parameters[name]);
}
