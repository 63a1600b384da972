namespace NativeRnn;

/// <summary>Tells what a language model is made of from its tensors' shapes, all of which the file backs with data.</summary>
internal sealed class PyTorchShapes(SafetensorsFile file, string path)
{
    /// <summary>The options of the model in the file.</summary>
    /// <param name="cell">What the caller says; null to go by the file.</param>
    /// <param name="notes">What the file's metadata say.</param>
    /// <exception cref="NotSupportedException"><paramref name="cell"/> is the reset-before GRU.</exception>
    /// <exception cref="CheckpointException">The file holds no such model, or does not tell its cell.</exception>
    internal LanguageModelOptions Options(CellKind? cell, ModelNotes notes)
    {
        if (cell is { } given)
        {
            _ = PyTorchLayout.Order(given);
        }
        var (_, hidden) = Matrix("linear.weight");
        var (width, inner) = Matrix("rnn.weight_hh_l0");
        if (inner != hidden || width % hidden != 0)
        {
            throw new CheckpointException(
                $"{path} has {hidden} hidden units in \"linear.weight\", which \"rnn.weight_hh_l0\" [{width}, {inner}] does not fit.");
        }
        return new LanguageModelOptions
        {
            Cell = Cell(width / hidden, cell, notes),
            Hidden = hidden,
            Layers = Layers(),
            Embed = file.Contains("embedding.weight") ? Matrix("embedding.weight").Columns : 0,
            Bias = !file.Contains("rnn.bias_ih_l0") ? Bias.None : notes.Bias == Bias.Single ? Bias.Single : Bias.Pair,
        };
    }

    /// <summary>Fails unless a vocabulary has as many tokens as the model's last layer tells apart.</summary>
    internal static void RequireClasses(SafetensorsFile file, string path, int tokens)
    {
        var classes = file.Shape("linear.weight")[0];
        if (classes != tokens)
        {
            throw new CheckpointException(
                $"{path} holds a model of {classes} tokens, but the vocabulary has {tokens}, <unk> included: give the text, "
                + "normalisation and tokens that the model learnt.");
        }
    }

    private CellKind Cell(int gates, CellKind? given, ModelNotes notes)
    {
        var found = gates switch
        {
            1 => given ?? notes.Cell ?? throw new CheckpointException(
                $"{path} holds a vanilla network, and its weights do not tell the activation: add --activation tanh or relu."),
            3 => CellKind.GruResetAfter,
            4 => CellKind.Lstm,
            _ => throw new CheckpointException($"{path} holds a cell of {gates} gates, which is no RNN, GRU or LSTM."),
        };
        foreach (var claimed in (ReadOnlySpan<CellKind?>)[given, notes.Cell])
        {
            if (claimed is { } other && (other != found || other.Gates() != gates))
            {
                throw new CheckpointException(
                    $"{path} does not hold the weights of {other}: its units have {gates} gate{(gates == 1 ? "" : "s")}"
                    + (notes.Cell is { } noted ? $", and the metadata say {noted}." : "."));
            }
        }
        return found;
    }

    private int Layers()
    {
        var layers = 1;
        while (file.Contains($"rnn.weight_hh_l{layers}"))
        {
            layers++;
        }
        return layers;
    }

    private (int Rows, int Columns) Matrix(string name)
    {
        if (!file.Contains(name))
        {
            throw new CheckpointException(
                $"{path} lacks the tensor \"{name}\" of a language model: its names must be embedding.weight (unless one-hot), "
                + "rnn.weight_ih_l0 …, linear.weight and linear.bias.");
        }
        return file.Shape(name) is [>= 1 and <= int.MaxValue and var rows, >= 1 and <= int.MaxValue and var columns]
            ? ((int)rows, (int)columns)
            : throw new CheckpointException(
                $"{path} holds \"{name}\" with the shape [{string.Join(", ", file.Shape(name))}], which is no matrix of weights.");
    }
}
