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
    private readonly RecurrentStack _stack = RecurrentStack.Of(model.Options);

    internal GraphProto Build()
    {
        var current = Tokens(); // [T, N, C]
        var lengths = _graph.Input("sequence_lens", TensorProto.Types.DataType.Int32, Batch);
        _graph.Output("logits", Time, Batch, _classes);
        for (var l = 0; l < _options.Layers; l++)
        {
            current = Layer(l, current, lengths); // [T, N, H]
        }
        var product = _graph.Node("MatMul", "linear.product", current, Constant("linear.weight"));
        _graph.Node("Add", "logits", product, Constant("linear.bias"));
        return _graph.Graph;
    }

    private string Tokens()
    {
        var ids = _graph.Input("ids", TensorProto.Types.DataType.Int64, Time, Batch);
        return _options.Embed > 0
            ? _graph.Node("Gather", "embedding", Constant("embedding.weight"), ids)
            : _graph.Node("OneHot", "one_hot", ids, _graph.Whole("classes", _classes), _graph.Floats("off_on", [2], [0, 1]));
    }

    private string Layer(int layer, string input, string lengths)
    {
        var (initial, final) = (new List<string>(), new List<string>());
        foreach (var state in OnnxCell.States(_options.Cell))
        {
            initial.Add(_graph.Input(
                $"state_{state}_l{layer}", TensorProto.Types.DataType.Float, 1, Batch, _stack.HiddenOf(layer)));
            final.Add($"next_{state}_l{layer}");
            _graph.Output(final[^1], 1, Batch, _stack.HiddenOf(layer));
        }
        var rnn = new OnnxLayer(_graph, _stack, model.Parameters, layer) { Lengths = lengths, Initial = initial, Final = final };
        return rnn.Add(input, $"rnn.output_l{layer}");
    }

    private string Constant(string name) => _graph.Parameter(model.Parameters[name]);
}
