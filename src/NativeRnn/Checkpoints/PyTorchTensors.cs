namespace NativeRnn;

/// <summary>A model's parameters as PyTorch names and lays them out, converted one at a time when written.</summary>
/// <remarks>
/// Tables of embeddings and biases of linear layers stay as they are, weights of linear layers are transposed, and
/// recurrent layers take PyTorch's order of gates, with a tensor of its own for each direction.
/// </remarks>
internal sealed class PyTorchTensors
{
    private readonly ParameterStore _store;
    private readonly List<SafetensorsTensor> _tensors = [];

    private PyTorchTensors(ParameterStore store) => _store = store;

    /// <summary>All tensors of a language model.</summary>
    /// <exception cref="NotSupportedException">The model's GRU is the reset-before one.</exception>
    internal static IReadOnlyList<SafetensorsTensor> Of(LanguageModelOptions options, ParameterStore store) =>
        Of(store, [RecurrentStack.Of(options)]);

    /// <summary>All tensors of a translator; a tied output layer's weights are the target embedding's, written once.</summary>
    /// <exception cref="NotSupportedException">The model's GRU is the reset-before one.</exception>
    internal static IReadOnlyList<SafetensorsTensor> Of(Seq2SeqOptions options, ParameterStore store) =>
        Of(store, RecurrentStack.Of(options));

    /// <summary>All tensors, in the order in which PyTorch's modules list them.</summary>
    /// <param name="store">The parameters; they need memory only when a tensor's source is asked.</param>
    /// <param name="stacks">Which of them are recurrent layers'.</param>
    /// <exception cref="NotSupportedException">PyTorch has no such cell or stack.</exception>
    internal static IReadOnlyList<SafetensorsTensor> Of(ParameterStore store, IReadOnlyList<RecurrentStack> stacks)
    {
        foreach (var stack in stacks)
        {
            PyTorchLayout.Require(stack.Network);
        }
        var tensors = new PyTorchTensors(store);
        foreach (var parameter in store.Parameters)
        {
            var stack = stacks.FirstOrDefault(stack => stack.Holds(parameter));
            if (stack is null)
            {
                tensors.Add(parameter);
            }
            else if (parameter.Name == $"{stack.Name}.weight_ih_l0")
            {
                tensors.Add(stack);
            }
        }
        return tensors._tensors;
    }

    /// <summary>What PyTorch puts behind the name of a layer's tensor for a direction.</summary>
    internal static string Suffix(int direction) => direction == 0 ? "" : "_reverse";

    private void Add(Parameter parameter)
    {
        if (parameter.Spec.IsTable)
        {
            _tensors.Add(new SafetensorsTensor(
                parameter.Name,
                [parameter.Shape[0], parameter.Shape[1]],
                (first, run) => parameter.Value.Slice(first, new Shape(run.Length)).CopyTo(run)));
        }
        else if (parameter.Shape.Rank == 1)
        {
            Add(parameter.Name, [parameter.Shape[0]], () => parameter.Value.ToArray());
        }
        else
        {
            var (inputs, outputs) = (parameter.Shape[0], parameter.Shape[1]);
            Add(parameter.Name, [outputs, inputs], () => GateLayout.Transpose(outputs, parameter.Value.ToArray()));
        }
    }

    private void Add(RecurrentStack stack)
    {
        for (var layer = 0; layer < stack.Layers; layer++)
        {
            for (var direction = 0; direction < stack.Directions; direction++)
            {
                AddLayer(stack, layer, direction);
            }
        }
    }

    private void AddLayer(RecurrentStack stack, int layer, int direction)
    {
        var order = PyTorchLayout.Order(stack.Cell);
        var suffix = $"l{layer}{Suffix(direction)}";
        foreach (var kind in (ReadOnlySpan<string>)["weight_ih", "weight_hh"])
        {
            long inputs = _store[$"{stack.Name}.{kind}_l{layer}"].Shape[1];
            Add($"{stack.Name}.{kind}_{suffix}", [stack.WidthOf(layer), inputs], () => Theirs(stack.Values(_store, kind, layer, direction)));
        }
        if (stack.Bias != Bias.None)
        {
            Add($"{stack.Name}.bias_ih_{suffix}", [stack.WidthOf(layer)], () => Theirs(Biases().Input));
            Add($"{stack.Name}.bias_hh_{suffix}", [stack.WidthOf(layer)], () => Theirs(Biases().Recurrent));
        }
        if (stack.Projection > 0)
        {
            const string Kind = RecurrentLayer.ProjectionName;
            Add(
                $"{stack.Name}.{Kind}_{suffix}",
                [stack.Projection, stack.HiddenOf(layer)],
                () => GateLayout.Transpose(stack.Projection, stack.Values(_store, Kind, layer, direction)));
        }

        float[] Theirs(float[] ours) => GateLayout.Export(order, stack.HiddenOf(layer), ours);

        LayerBiases Biases() => LayerBiases.Of(stack, _store, layer, direction);
    }

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
