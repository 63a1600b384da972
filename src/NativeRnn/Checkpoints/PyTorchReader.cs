namespace NativeRnn;

/// <summary>Fills a language model's parameters from tensors under PyTorch's names.</summary>
internal sealed class PyTorchReader(SafetensorsFile file, string path, LanguageModelOptions options, ParameterStore store)
{
    /// <summary>Fails unless the file has each tensor that the model needs, in its shape, and no other.</summary>
    /// <remarks>The parameters need no memory for it.</remarks>
    internal void Check()
    {
        if (options.Bias == Bias.None != !file.Contains("rnn.bias_ih_l0"))
        {
            throw BiasMismatch();
        }
        var expected = PyTorchTensors.Of(options, store);
        foreach (var tensor in expected)
        {
            CheckTensor(tensor);
        }
        var names = expected.Select(tensor => tensor.Name).ToHashSet(StringComparer.Ordinal);
        if (file.Names.FirstOrDefault(name => !names.Contains(name)) is { } extra)
        {
            throw new CheckpointException($"{path} holds the tensor \"{extra}\", for which the model has no place.");
        }
    }

    /// <summary>Overwrites the parameters, once all tensors have been read: a failure leaves them as they were.</summary>
    internal void Fill()
    {
        Check();
        var converted = store.Parameters.Select(parameter => (Parameter: parameter, Values: Convert(parameter))).ToList();
        foreach (var (parameter, values) in converted)
        {
            parameter.SetValue(values);
        }
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

    private float[] Convert(Parameter parameter) => parameter.Name switch
    {
        "embedding.weight" or "linear.bias" => Read(parameter.Name),
        "linear.weight" => GateLayout.Transpose(options.Hidden, Read(parameter.Name)),
        _ when parameter.Spec.Role == ParameterRole.Bias && options.Bias == Bias.Single => SingleBias(parameter),
        _ => Gates(parameter.Name),
    };

    private float[] SingleBias(Parameter parameter)
    {
        var layer = parameter.Name["rnn.bias_".Length..]; // l0 …
        return new LayerBiases(Gates($"rnn.bias_ih_{layer}"), Gates($"rnn.bias_hh_{layer}")).ToSingle(options.Cell)
            ?? throw BiasMismatch();
    }

    private float[] Gates(string name) =>
        GateLayout.Import(PyTorchLayout.Order(options.Cell), options.Hidden, Read(name));

    private float[] Read(string name)
    {
        var values = new float[checked((int)file.Shape(name).Aggregate(1L, (count, length) => count * length))];
        file.Read(name, values);
        return values;
    }

    private CheckpointException BiasMismatch() => new(file.Contains("rnn.bias_ih_l0")
        ? $"{path} holds an input and a recurrent bias for each gate: the model's bias must be a pair (--bias pair)."
        : $"{path} holds no recurrent biases: the model's bias must be none (--bias none).");
}
