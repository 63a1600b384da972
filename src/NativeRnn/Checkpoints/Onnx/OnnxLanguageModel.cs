using NativeRnn.Checkpoints.Onnx;

namespace NativeRnn;

/// <summary>Builds the ONNX graph of a language model; <see cref="OnnxModel"/> says what it takes and gives.</summary>
internal sealed class OnnxLanguageModel(LanguageModel model)
{
    private const string Time = "T";
    private const string Batch = "N";

    private readonly OnnxGraph _graph = new("language_model");
    private readonly LanguageModelOptions _options = model.Options;
    private readonly int _classes = model.Vocabulary.Count;

    internal GraphProto Build()
    {
        var current = Tokens(); // [T, N, C]
        var lengths = _graph.Input("sequence_lens", TensorProto.Types.DataType.Int32, Batch);
        _graph.Output("logits", Time, Batch, _classes);
        for (var l = 0; l < _options.Layers; l++)
        {
            current = Layer(l, current, lengths); // [T, N, H]
        }
        var product = _graph.Node(
            "MatMul", "linear.product", current, _graph.Floats("linear.weight", [_options.Hidden, _classes], Values("linear.weight")));
        _graph.Node("Add", "logits", product, _graph.Floats("linear.bias", [_classes], Values("linear.bias")));
        return _graph.Graph;
    }

    private string Tokens()
    {
        var ids = _graph.Input("ids", TensorProto.Types.DataType.Int64, Time, Batch);
        return _options.Embed > 0
            ? _graph.Node(
                "Gather",
                "embedding",
                _graph.Floats("embedding.weight", [_classes, _options.Embed], Values("embedding.weight")),
                ids)
            : _graph.Node("OneHot", "one_hot", ids, _graph.Whole("classes", _classes), _graph.Floats("off_on", [2], [0, 1]));
    }

    private string Layer(int layer, string input, string lengths)
    {
        var node = OnnxCell.Node(_options.Cell, _options.Hidden);
        node.Input.AddRange([input, Weight("weight_ih", layer), Weight("weight_hh", layer), Biases(layer), lengths]);
        node.Output.Add($"rnn.sequence_l{layer}");
        var states = _options.Cell.States() == 2 ? (ReadOnlySpan<string>)["h", "c"] : ["h"];
        foreach (var state in states)
        {
            node.Input.Add(_graph.Input(
                $"state_{state}_l{layer}", TensorProto.Types.DataType.Float, 1, Batch, _options.Hidden));
            node.Output.Add($"next_{state}_l{layer}");
            _graph.Output($"next_{state}_l{layer}", 1, Batch, _options.Hidden);
        }
        var sequence = _graph.Node(node, $"rnn_l{layer}"); // [T, 1, N, H]
        return _graph.Node("Squeeze", $"rnn.output_l{layer}", sequence, _graph.Whole($"rnn.direction_l{layer}", 1));
    }

    private string Weight(string kind, int layer)
    {
        var name = $"rnn.{kind}_l{layer}";
        var ours = Values(name); // [C, G·H]
        var width = _options.Cell.Gates() * _options.Hidden;
        return _graph.Floats(name, [1, width, ours.Length / width], Exported(ours));
    }

    // The input's, then the recurrent ones; no name where there are none.
    private string Biases(int layer)
    {
        if (_options.Bias == Bias.None)
        {
            return "";
        }
        var biases = LayerBiases.Of(_options, model.Parameters, layer);
        float[] both = [.. Exported(biases.Input), .. Exported(biases.Recurrent)];
        return _graph.Floats($"rnn.bias_l{layer}", [1, both.Length], both);
    }

    private float[] Exported(float[] ours) => GateLayout.Export(OnnxCell.Order(_options.Cell), _options.Hidden, ours);

    private float[] Values(string name) => model.Parameters[name].Value.ToArray();
}
