namespace NativeRnn;

/// <summary>Fills a model's parameters from tensors under PyTorch's names.</summary>
/// <param name="file">Where the tensors are.</param>
/// <param name="path">What errors call the file.</param>
/// <param name="store">The parameters; they need no memory before they are filled.</param>
/// <param name="stacks">Which of them are recurrent layers'.</param>
internal sealed class PyTorchReader(
    SafetensorsFile file, string path, ParameterStore store, IReadOnlyList<RecurrentStack> stacks)
{
    /// <summary>A tensor that the file may hold besides, and the one that it must then equal; null: there is none.</summary>
    internal (string Name, string Twin)? Tied { get; init; }

    /// <summary>The reader of a language model's parameters.</summary>
    internal static PyTorchReader Of(SafetensorsFile file, string path, LanguageModelOptions options, ParameterStore store) =>
        new(file, path, store, [RecurrentStack.Of(options)]);

    /// <summary>The reader of a translator's parameters.</summary>
    internal static PyTorchReader Of(SafetensorsFile file, string path, Seq2SeqOptions options, ParameterStore store) =>
        new(file, path, store, RecurrentStack.Of(options))
        {
            Tied = options.TiesOutput ? (PyTorchShapes.OutputName, PyTorchShapes.TargetTableName) : null,
        };

    /// <summary>Fails unless the file has each tensor that the model needs, in its shape, and no other.</summary>
    /// <remarks>The parameters need no memory for it.</remarks>
    internal void Check()
    {
        foreach (var stack in stacks)
        {
            PyTorchLayout.Require(stack.Network);
            if (file.Contains($"{stack.Name}.weight_hh_l0") && stack.Bias == Bias.None != !HasBiases(stack))
            {
                throw BiasMismatch(stack);
            }
        }
        var expected = PyTorchTensors.Of(store, stacks);
        foreach (var tensor in expected)
        {
            CheckTensor(tensor);
        }
        CheckTied();
        var names = expected.Select(tensor => tensor.Name).Append(Tied?.Name).ToHashSet(StringComparer.Ordinal);
        if (file.Names.FirstOrDefault(name => !names.Contains(name)) is { } extra)
        {
            throw new CheckpointException($"{path} holds the tensor \"{extra}\", for which the model has no place.");
        }
    }

    /// <summary>Overwrites the parameters, once all tensors have been read: a failure leaves them as they were.</summary>
    /// <remarks>Memory: all parameters once more.</remarks>
    internal void Replace()
    {
        Check();
        var converted = store.Parameters.Select(parameter => (Parameter: parameter, Values: Convert(parameter))).ToList();
        foreach (var (parameter, values) in converted)
        {
            parameter.SetValue(values);
        }
    }

    /// <summary>Fills new parameters; what a failure leaves of them is of no use.</summary>
    /// <remarks>Memory: the largest tensor that is not an embedding's table, twice.</remarks>
    internal void Fill()
    {
        Check();
        foreach (var parameter in store.Parameters)
        {
            if (parameter.Spec.IsTable)
            {
                using var table = parameter.Value.Map();
                file.Read(parameter.Name, table.Span);
            }
            else
            {
                parameter.SetValue(Convert(parameter));
            }
        }
        store.MarkChanged();
    }

    private void CheckTensor(SafetensorsTensor expected)
    {
        if (!file.Contains(expected.Name))
        {
            throw new CheckpointException($"{path} lacks the tensor \"{expected.Name}\" that the model needs.");
        }
        var found = file.Shape(expected.Name);
        if (!expected.Shape.SequenceEqual(found))
        {
            throw new CheckpointException(
                $"{path} holds \"{expected.Name}\" with the shape [{string.Join(", ", found)}], but the model needs " +
                $"[{string.Join(", ", expected.Shape)}]: check its cell, sizes, layers and vocabulary.");
        }
    }

    private void CheckTied()
    {
        if (Tied is var (name, twin) && file.Contains(name) && !file.HoldsTwice(name, twin))
        {
            throw new CheckpointException(
                $"{path} holds a \"{name}\" that is not its \"{twin}\": the model's output layer must not be tied "
                + "(leave --tie-output out).");
        }
    }

    private float[] Convert(Parameter parameter)
    {
        if (stacks.FirstOrDefault(stack => stack.Holds(parameter)) is { } stack)
        {
            return [.. Enumerable.Range(0, stack.Directions).SelectMany(direction => Convert(stack, parameter, direction))];
        }
        var values = Read(parameter.Name);
        return parameter.Spec.IsTable || parameter.Shape.Rank == 1
            ? values
            : GateLayout.Transpose(parameter.Shape[0], values);
    }

    private float[] Convert(RecurrentStack stack, Parameter parameter, int direction)
    {
        var suffix = PyTorchTensors.Suffix(direction);
        if (stack.IsProjection(parameter))
        {
            return GateLayout.Transpose(stack.HiddenOf(0), Read(parameter.Name + suffix));
        }
        if (parameter.Spec.Role != ParameterRole.Bias || stack.Bias == Bias.Pair)
        {
            return Gates(stack, parameter.Name + suffix);
        }
        var layer = parameter.Name[$"{stack.Name}.bias_".Length..] + suffix; // l0, l0_reverse …
        var biases = new LayerBiases(
            Gates(stack, $"{stack.Name}.bias_ih_{layer}"), Gates(stack, $"{stack.Name}.bias_hh_{layer}"));
        return biases.ToSingle(stack.Cell) ?? throw BiasMismatch(stack);
    }

    private float[] Gates(RecurrentStack stack, string name) =>
        GateLayout.Import(PyTorchLayout.Order(stack.Cell), stack.HiddenOf(0), Read(name));

    private float[] Read(string name)
    {
        var values = new float[checked((int)file.Shape(name).Aggregate(1L, (count, length) => count * length))];
        file.Read(name, values);
        return values;
    }

    private bool HasBiases(RecurrentStack stack) => file.Contains($"{stack.Name}.bias_ih_l0");

    private CheckpointException BiasMismatch(RecurrentStack stack) => new(HasBiases(stack)
        ? $"{path} holds an input and a recurrent bias for each gate: the model's bias must be a pair (--bias pair)."
        : $"{path} holds no recurrent biases: the model's bias must be none (--bias none).");
}
