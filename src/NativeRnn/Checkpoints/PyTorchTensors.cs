namespace NativeRnn;

/// <summary>A language model's parameters as PyTorch names and lays them out, converted one at a time when written.</summary>
internal sealed class PyTorchTensors
{
    private readonly LanguageModelOptions _options;
    private readonly ParameterStore _store;
    private readonly int[] _order;
    private readonly List<SafetensorsTensor> _tensors = [];

    private PyTorchTensors(LanguageModelOptions options, ParameterStore store)
    {
        _options = options;
        _store = store;
        _order = PyTorchLayout.Order(options.Cell);
    }

    /// <summary>All tensors, in the order in which PyTorch's modules list them.</summary>
    /// <param name="options">What the model is made of.</param>
    /// <param name="store">Its parameters; they need memory only when a tensor's source is asked.</param>
    /// <exception cref="NotSupportedException">The model's GRU is the reset-before one.</exception>
    internal static IReadOnlyList<SafetensorsTensor> Of(LanguageModelOptions options, ParameterStore store)
    {
        var tensors = new PyTorchTensors(options, store);
        var classes = store["linear.bias"].Shape[0];
        if (options.Embed > 0)
        {
            tensors.Add("embedding.weight", [classes, options.Embed], tensors.Values("embedding.weight"));
        }
        for (var l = 0; l < options.Layers; l++)
        {
            tensors.AddLayer(l);
        }
        tensors.Add(
            "linear.weight",
            [classes, options.Hidden],
            () => GateLayout.Transpose(classes, tensors.Values("linear.weight")()));
        tensors.Add("linear.bias", [classes], tensors.Values("linear.bias"));
        return tensors._tensors;
    }

    private void AddLayer(int layer)
    {
        var hidden = _options.Hidden;
        var width = (long)_order.Length * hidden;
        foreach (var name in (ReadOnlySpan<string>)[$"rnn.weight_ih_l{layer}", $"rnn.weight_hh_l{layer}"])
        {
            long inputs = _store[name].Shape[1];
            Add(name, [width, inputs], () => GateLayout.Export(_order, hidden, Values(name)()));
        }
        if (_options.Bias != Bias.None)
        {
            Add($"rnn.bias_ih_l{layer}", [width], () => Biases(LayerBiases.Of(_options, _store, layer).Input));
            Add($"rnn.bias_hh_l{layer}", [width], () => Biases(LayerBiases.Of(_options, _store, layer).Recurrent));
        }

        float[] Biases(float[] ours) => GateLayout.Export(_order, hidden, ours);
    }

    private Func<float[]> Values(string name) => () => _store[name].Value.ToArray();

    // Held from its first run to its last only: no more than one tensor's copy at a time.
    private void Add(string name, long[] shape, Func<float[]> convert)
    {
        float[]? values = null;
        _tensors.Add(new SafetensorsTensor(name, shape, (first, run) =>
        {
            values ??= convert();
            values.AsSpan((int)first, run.Length).CopyTo(run);
            values = first + run.Length == values.Length ? null : values;
        }));
    }
}
