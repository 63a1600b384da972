namespace NativeRnn;

/// <summary>Tells what a model is made of from its tensors' shapes, all of which the file backs with data.</summary>
internal sealed class PyTorchShapes(SafetensorsFile file, string path)
{
    /// <summary>Of a translator's output layer; not in the file where it is tied.</summary>
    internal const string OutputName = "decoder.linear.weight";

    /// <summary>Of a translator's target embedding.</summary>
    internal const string TargetTableName = "decoder.embedding.weight";

    /// <summary>Of a translator's source embedding.</summary>
    internal const string SourceTableName = "encoder.embedding.weight";

    private const string LanguageModelNames =
        "of a language model: its names must be embedding.weight (unless one-hot), rnn.weight_ih_l0 …, linear.weight and linear.bias";

    private const string TranslatorNames =
        "of a translator: its names must be encoder.embedding.weight, encoder.rnn.weight_ih_l0 … and the same below decoder., "
        + "with decoder.linear.weight and decoder.linear.bias";

    /// <summary>The options of the language model in the file.</summary>
    /// <param name="cell">What the caller says; null to go by the file.</param>
    /// <param name="notes">What the file's metadata say.</param>
    /// <exception cref="NotSupportedException"><paramref name="cell"/> is the reset-before GRU.</exception>
    /// <exception cref="CheckpointException">The file holds no such model, or does not tell its cell.</exception>
    internal LanguageModelOptions LanguageModel(CellKind? cell, ModelNotes notes)
    {
        RequireKnown(cell);
        var (_, outputs) = Matrix("linear.weight", LanguageModelNames);
        var (width, inner) = Matrix("rnn.weight_hh_l0", LanguageModelNames);
        var (projection, hidden) = Projection("rnn") ?? (0, outputs);
        if (inner != outputs || width % hidden != 0)
        {
            throw new CheckpointException(
                $"{path} has {outputs} hidden units in \"linear.weight\", which \"rnn.weight_hh_l0\" [{width}, {inner}] does not fit.");
        }
        return new LanguageModelOptions
        {
            Cell = Cell(width / hidden, cell, notes),
            Hidden = hidden,
            Projection = projection,
            Layers = Layers("rnn"),
            Embed = file.Contains("embedding.weight") ? Matrix("embedding.weight", LanguageModelNames).Columns : 0,
            Bias = BiasOf("rnn", notes),
        };
    }

    /// <summary>The options of the translator in the file.</summary>
    /// <param name="cell">What the caller says; null to go by the file.</param>
    /// <param name="notes">What the file's metadata say.</param>
    /// <exception cref="NotSupportedException"><paramref name="cell"/> is the reset-before GRU.</exception>
    /// <exception cref="CheckpointException">The file holds no such model, or does not tell its cell.</exception>
    internal Seq2SeqOptions Seq2Seq(CellKind? cell, ModelNotes notes)
    {
        RequireKnown(cell);
        var (width, hidden) = Matrix("encoder.rnn.weight_hh_l0", TranslatorNames);
        if ((Projection("encoder.rnn") ?? Projection("decoder.rnn")) is not null)
        {
            throw new CheckpointException(
                $"{path} holds a translator whose layers have projections (weight_hr): only language models have them here.");
        }
        if (width % hidden != 0)
        {
            throw new CheckpointException(
                $"{path} holds \"encoder.rnn.weight_hh_l0\" with the shape [{width}, {hidden}], which no cell has.");
        }
        _ = Matrix(SourceTableName, TranslatorNames);
        var (_, embed) = Matrix(TargetTableName, TranslatorNames);
        return new Seq2SeqOptions
        {
            Cell = Cell(width / hidden, cell, notes),
            Hidden = hidden,
            Layers = Layers("encoder.rnn"),
            Embed = embed,
            Bias = BiasOf("encoder.rnn", notes),
            IsBidirectional = file.Contains("encoder.rnn.weight_hh_l0_reverse"),
            Attention = Attention(),
            TiesOutput = embed == hidden && (!file.Contains(OutputName) || file.HoldsTwice(OutputName, TargetTableName)),
        };
    }

    /// <summary>Fails unless a vocabulary has as many tokens as a tensor has rows.</summary>
    /// <param name="table">The tensor's name; its shape has been checked.</param>
    /// <param name="vocabulary">What the vocabulary is called.</param>
    /// <param name="tokens">How many it has.</param>
    internal void RequireClasses(string table, string vocabulary, int tokens)
    {
        var classes = file.Shape(table)[0];
        if (classes != tokens)
        {
            throw new CheckpointException(
                $"{path} holds a model of {classes} tokens, but the {vocabulary} has {tokens}, <unk> included: give the text, "
                + "normalisation and tokens that the model learnt.");
        }
    }

    private static void RequireKnown(CellKind? cell)
    {
        if (cell is { } given)
        {
            _ = PyTorchLayout.Order(given);
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

    private Bias BiasOf(string stack, ModelNotes notes) =>
        !file.Contains($"{stack}.bias_ih_l0") ? Bias.None : notes.Bias == Bias.Single ? Bias.Single : Bias.Pair;

    private AttentionKind Attention() =>
        file.Contains("decoder.attention.scorer.weight") || file.Contains("decoder.attention.key.weight") ? AttentionKind.Additive
        : file.Contains("decoder.attention.query.weight") ? AttentionKind.General
        : file.Contains("decoder.combination.weight") ? AttentionKind.Dot
        : AttentionKind.None;

    // P and H where the first layer has a projection.
    private (int Outputs, int Hidden)? Projection(string stack)
    {
        var name = $"{stack}.{RecurrentLayer.ProjectionName}_l0";
        return file.Contains(name) ? Matrix(name, LanguageModelNames) : null;
    }

    private int Layers(string stack)
    {
        var layers = 1;
        while (file.Contains($"{stack}.weight_hh_l{layers}"))
        {
            layers++;
        }
        return layers;
    }

    private (int Rows, int Columns) Matrix(string name, string names)
    {
        if (!file.Contains(name))
        {
            throw new CheckpointException($"{path} lacks the tensor \"{name}\" {names}.");
        }
        return file.Shape(name) is [>= 1 and <= int.MaxValue and var rows, >= 1 and <= int.MaxValue and var columns]
            ? ((int)rows, (int)columns)
            : throw new CheckpointException(
                $"{path} holds \"{name}\" with the shape [{string.Join(", ", file.Shape(name))}], which is no matrix of weights.");
    }
}
