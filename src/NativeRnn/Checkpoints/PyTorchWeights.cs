namespace NativeRnn;

/// <summary>Weights that PyTorch wrote: safetensors files under the names of <c>nn.Embedding</c>, <c>nn.RNN</c>, <c>nn.GRU</c>, <c>nn.LSTM</c> and <c>nn.Linear</c>.</summary>
/// <remarks>
/// A language model's names are <c>embedding.weight</c> (unless one-hot), <c>rnn.weight_ih_l0</c>,
/// <c>rnn.weight_hh_l0</c>, <c>rnn.bias_ih_l0</c>, <c>rnn.bias_hh_l0</c> … and <c>linear.weight</c>, <c>linear.bias</c>.
/// </remarks>
public static class PyTorchWeights
{
    /// <summary>Overwrites a model's parameters with those of a file.</summary>
    /// <param name="model">Its sizes must be the file's; its bias a pair, or none where the file has none.</param>
    /// <param name="path">A safetensors file.</param>
    /// <exception cref="NotSupportedException">The model's GRU is the reset-before one, which PyTorch does not have.</exception>
    /// <exception cref="CheckpointException">The file is damaged, lacks a tensor, or has one of another shape or too many.</exception>
    public static void Import(LanguageModel model, string path)
    {
        ArgumentNullException.ThrowIfNull(model);
        var options = model.Options;
        if (options.Cell == CellKind.GruResetBefore)
        {
            throw new NotSupportedException(
                "PyTorch's GRU applies the reset gate after the recurrent product: choose the reset-after GRU for its weights.");
        }
        using var file = SafetensorsFile.Open(path);
        RequireMatchingBias(options.Bias, file, path);
        var read = new Reader(model.Parameters, file, path);
        if (options.Embed > 0)
        {
            read.Copy("embedding.weight");
        }
        for (var l = 0; l < options.Layers; l++)
        {
            read.Gates(options.Cell, options.Hidden, $"rnn.weight_ih_l{l}");
            read.Gates(options.Cell, options.Hidden, $"rnn.weight_hh_l{l}");
            if (options.Bias == Bias.Pair)
            {
                read.Gates(options.Cell, options.Hidden, $"rnn.bias_ih_l{l}");
                read.Gates(options.Cell, options.Hidden, $"rnn.bias_hh_l{l}");
            }
        }
        read.Transposed("linear.weight");
        read.Copy("linear.bias");
        read.Apply();
    }

    private static void RequireMatchingBias(Bias bias, SafetensorsFile file, string path)
    {
        var found = file.Contains("rnn.bias_ih_l0") ? Bias.Pair : Bias.None;
        if (bias != found)
        {
            throw new CheckpointException(found == Bias.Pair
                ? $"{path} holds an input and a recurrent bias for each gate: the model's bias must be a pair (--bias pair)."
                : $"{path} holds no recurrent biases: the model's bias must be none (--bias none).");
        }
    }

    // All tensors are read before any parameter is written, so that a failure leaves the model as it was.
    private sealed class Reader(ParameterStore store, SafetensorsFile file, string path)
    {
        private readonly List<(Parameter Parameter, float[] Values)> _converted = [];

        internal void Copy(string name) => Add(name, Read(name, transposed: false));

        internal void Transposed(string name)
        {
            var theirs = Read(name, transposed: true);
            var ours = new float[theirs.Length];
            PyTorchLayout.Transpose(store[name].Shape[0], theirs, ours);
            Add(name, ours);
        }

        internal void Gates(CellKind cell, int hidden, string name)
        {
            var theirs = Read(name, transposed: true);
            var ours = new float[theirs.Length];
            PyTorchLayout.ImportGates(cell, hidden, theirs, ours);
            Add(name, ours);
        }

        // Refuses a file with more than the model takes.
        internal void Apply()
        {
            foreach (var name in file.Names)
            {
                if (!_converted.Exists(entry => entry.Parameter.Name == name))
                {
                    throw new CheckpointException($"{path} holds the tensor \"{name}\", for which the model has no place.");
                }
            }
            foreach (var (parameter, values) in _converted)
            {
                parameter.SetValue(values);
            }
        }

        private void Add(string name, float[] values) => _converted.Add((store[name], values));

        private float[] Read(string name, bool transposed)
        {
            if (!file.Contains(name))
            {
                throw new CheckpointException($"{path} lacks the tensor \"{name}\" that the model needs.");
            }
            var expected = TheirShape(store[name], transposed);
            var found = file.Shape(name);
            if (!expected.SequenceEqual(found))
            {
                throw new CheckpointException(
                    $"{path} holds \"{name}\" with the shape [{string.Join(", ", found)}], but the model needs " +
                    $"[{string.Join(", ", expected)}]: check its cell, sizes, layers and vocabulary.");
            }
            var values = new float[store[name].Shape.Count];
            file.Read(name, values);
            return values;
        }

        // Ours without a recurrent parameter's axis of directions, of which there is one; reversed where transposed.
        private static long[] TheirShape(Parameter parameter, bool transposed)
        {
            var skipped = parameter.Name.StartsWith("rnn.", StringComparison.Ordinal) ? 1 : 0;
            var lengths = new long[parameter.Shape.Rank - skipped];
            for (var axis = 0; axis < lengths.Length; axis++)
            {
                lengths[axis] = parameter.Shape[axis + skipped];
            }
            if (transposed)
            {
                Array.Reverse(lengths);
            }
            return lengths;
        }
    }
}
