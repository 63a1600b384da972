namespace NativeRnn;

/// <summary>Weights that PyTorch reads and writes: safetensors files under the names of <c>nn.Embedding</c>, <c>nn.RNN</c>, <c>nn.GRU</c>, <c>nn.LSTM</c> and <c>nn.Linear</c>.</summary>
/// <remarks>
/// A language model's names are <c>embedding.weight</c> (unless one-hot), <c>rnn.weight_ih_l0</c>,
/// <c>rnn.weight_hh_l0</c>, <c>rnn.bias_ih_l0</c>, <c>rnn.bias_hh_l0</c> … and <c>linear.weight</c>, <c>linear.bias</c>.
/// A translator's are the same below <c>encoder.</c> (without the linear layer) and <c>decoder.</c>, with
/// <c>_reverse</c> behind those of the encoder's second direction, and <c>decoder.bridge</c>,
/// <c>decoder.attention</c> and <c>decoder.combination</c> as linear layers where the model has them. A language model's
/// LSTM with a projection (<c>proj_size</c>) has <c>rnn.weight_hr_l0</c> …; a tied output layer has no <c>decoder.linear.weight</c>.
/// </remarks>
public static class PyTorchWeights
{
    /// <summary>Overwrites a model's parameters with those of a file.</summary>
    /// <param name="model">
    /// Its sizes must be the file's; its bias a pair, or none where the file has none. A single one takes what
    /// <see cref="Export(LanguageModel, string)"/> wrote of single biases, whose recurrent ones are zero.
    /// </param>
    /// <param name="path">A safetensors file.</param>
    /// <exception cref="NotSupportedException">
    /// The model has what PyTorch's modules do not: a reset-before GRU, layers of different sizes, residual connections,
    /// normalisation, summed directions, peepholes or learnt initial states.
    /// </exception>
    /// <exception cref="CheckpointException">The file is damaged, lacks a tensor, or has one of another shape or too many.</exception>
    public static void Import(LanguageModel model, string path)
    {
        ArgumentNullException.ThrowIfNull(model);
        RequireLayout(RecurrentStack.Of(model.Options));
        using var file = SafetensorsFile.Open(path);
        PyTorchReader.Of(file, path, model.Options, model.Parameters).Replace();
    }

    /// <summary>Overwrites a translator's parameters with those of a file.</summary>
    /// <param name="model">
    /// Its sizes must be the file's; its bias a pair, or none where the file has none. A single one takes what
    /// <see cref="Export(Seq2SeqModel, string)"/> wrote of single biases, whose recurrent ones are zero.
    /// </param>
    /// <param name="path">A safetensors file.</param>
    /// <exception cref="NotSupportedException">
    /// The model has what PyTorch's modules do not: a reset-before GRU, layers of different sizes, residual connections,
    /// normalisation, summed directions, peepholes or learnt initial states.
    /// </exception>
    /// <exception cref="CheckpointException">The file is damaged, lacks a tensor, or has one of another shape or too many.</exception>
    public static void Import(Seq2SeqModel model, string path)
    {
        ArgumentNullException.ThrowIfNull(model);
        RequireLayout(RecurrentStack.Of(model.Options));
        using var file = SafetensorsFile.Open(path);
        PyTorchReader.Of(file, path, model.Options, model.Parameters).Replace();
    }

    /// <summary>Makes a language model of a file alone, its sizes and biases from the tensors' shapes.</summary>
    /// <param name="path">A safetensors file.</param>
    /// <param name="codec">How text becomes tokens; may be left out for a file that <see cref="Export(LanguageModel, string)"/> wrote.</param>
    /// <param name="cell">
    /// The cell; needed for a vanilla network that <see cref="Export(LanguageModel, string)"/> did not write, since shapes do not tell tanh
    /// from ReLU.
    /// </param>
    /// <param name="engine">Where the model computes; all cores of the CPU where none is given.</param>
    /// <returns>The model, without dropout; with pairs of biases unless <see cref="Export(LanguageModel, string)"/> noted others.</returns>
    /// <exception cref="NotSupportedException"><paramref name="cell"/> is the reset-before GRU.</exception>
    /// <exception cref="CheckpointException">
    /// The file is damaged, holds no such model, one of another cell or another number of tokens than given, or does
    /// not tell what was left out.
    /// </exception>
    public static LanguageModel Load(
        string path, TextCodec? codec = null, CellKind? cell = null, Engine? engine = null)
    {
        using var file = SafetensorsFile.Open(path);
        var notes = ModelNotes.Read(file.Metadata, path);
        var shapes = new PyTorchShapes(file, path);
        var options = shapes.LanguageModel(cell, notes);
        var known = codec ?? notes.Codec ?? throw new CheckpointException(
            $"{path} does not say which tokens the model knows: give the text that it learnt (--data) or a list (--vocabulary).");
        shapes.RequireClasses("linear.weight", "vocabulary", known.Vocabulary.Count);
        try
        {
            var model = LanguageModel.ForLoading(
                options, known, engine ?? Engine.Default, store => PyTorchReader.Of(file, path, options, store).Check());
            return Filled(model, PyTorchReader.Of(file, path, options, model.Parameters));
        }
        catch (ArgumentException impossible)
        {
            throw Impossible(path, impossible);
        }
    }

    /// <summary>Makes a translator of a file alone, its sizes, attention and biases from the tensors' names and shapes.</summary>
    /// <param name="path">A safetensors file.</param>
    /// <param name="source">
    /// How source sentences become tokens; may be left out, like <paramref name="target"/>, for a file that
    /// <see cref="Export(Seq2SeqModel, string)"/> wrote.
    /// </param>
    /// <param name="target">How target sentences become tokens.</param>
    /// <param name="cell">
    /// The cell; needed for a vanilla network that <see cref="Export(Seq2SeqModel, string)"/> did not write, since
    /// shapes do not tell tanh from ReLU.
    /// </param>
    /// <param name="engine">Where the model computes; all cores of the CPU where none is given.</param>
    /// <returns>
    /// The model, without dropout; with pairs of biases unless <see cref="Export(Seq2SeqModel, string)"/> noted others;
    /// with a tied output layer where the file has no weights for it, or the target embedding's again.
    /// </returns>
    /// <exception cref="NotSupportedException"><paramref name="cell"/> is the reset-before GRU.</exception>
    /// <exception cref="CheckpointException">
    /// The file is damaged, holds no translator, one of another cell or other numbers of tokens than given, or does not
    /// tell what was left out.
    /// </exception>
    public static Seq2SeqModel LoadSeq2Seq(
        string path, TextCodec? source = null, TextCodec? target = null, CellKind? cell = null, Engine? engine = null)
    {
        using var file = SafetensorsFile.Open(path);
        var notes = ModelNotes.Read(file.Metadata, path);
        var shapes = new PyTorchShapes(file, path);
        var options = shapes.Seq2Seq(cell, notes);
        var from = Known(path, source ?? notes.Codec, "source", PyTorchShapes.SourceTableName, shapes);
        var to = Known(path, target ?? notes.Target, "target", PyTorchShapes.TargetTableName, shapes);
        try
        {
            var model = Seq2SeqModel.ForLoading(
                options, from, to, engine ?? Engine.Default, store => PyTorchReader.Of(file, path, options, store).Check());
            return Filled(model, PyTorchReader.Of(file, path, options, model.Parameters));
        }
        catch (ArgumentException impossible)
        {
            throw Impossible(path, impossible);
        }
    }

    /// <summary>Writes a model's parameters as float32, atomically, with its text settings as metadata.</summary>
    /// <param name="model">The model; with single biases these become the input's, and the recurrent ones zero.</param>
    /// <param name="path">The file to write or replace; its folder must exist.</param>
    /// <exception cref="NotSupportedException">
    /// The model has what PyTorch's modules do not: a reset-before GRU, layers of different sizes, residual connections,
    /// normalisation, summed directions, peepholes or learnt initial states.
    /// </exception>
    /// <exception cref="DirectoryNotFoundException">The folder does not exist.</exception>
    /// <exception cref="IOException">The disk is full or failed.</exception>
    public static void Export(LanguageModel model, string path)
    {
        ArgumentNullException.ThrowIfNull(model);
        Write(path, PyTorchTensors.Of(model.Options, model.Parameters), ModelNotes.Of(model));
    }

    /// <summary>Writes a translator's parameters as float32, atomically, with its text settings as metadata.</summary>
    /// <param name="model">The model; with single biases these become the input's, and the recurrent ones zero.</param>
    /// <param name="path">The file to write or replace; its folder must exist.</param>
    /// <exception cref="NotSupportedException">
    /// The model has what PyTorch's modules do not: a reset-before GRU, layers of different sizes, residual connections,
    /// normalisation, summed directions, peepholes or learnt initial states.
    /// </exception>
    /// <exception cref="DirectoryNotFoundException">The folder does not exist.</exception>
    /// <exception cref="IOException">The disk is full or failed.</exception>
    public static void Export(Seq2SeqModel model, string path)
    {
        ArgumentNullException.ThrowIfNull(model);
        Write(path, PyTorchTensors.Of(model.Options, model.Parameters), ModelNotes.Of(model));
    }

    private static CheckpointException Impossible(string path, ArgumentException reason) =>
        new($"{path} holds a model that cannot be: {reason.Message}", reason);

    private static void RequireLayout(params ReadOnlySpan<RecurrentStack> stacks)
    {
        foreach (var stack in stacks)
        {
            PyTorchLayout.Require(stack.Network);
        }
    }

    // "pt" is what readers of PyTorch's files look for.
    private static void Write(string path, IReadOnlyList<SafetensorsTensor> tensors, ModelNotes notes) =>
        SafetensorsWriter.Write(path, tensors, [new("format", "pt"), .. notes.Write()], FolderFlush.Flush);

    private static TextCodec Known(string path, TextCodec? codec, string side, string table, PyTorchShapes shapes)
    {
        var known = codec ?? throw new CheckpointException(
            $"{path} does not say which {side} tokens the model knows: give a list of them (--{side}-vocab).");
        if (!known.Vocabulary.HasSentenceMarks)
        {
            throw new CheckpointException(
                $"The {side} vocabulary for {path} must begin with <unk>, <pad>, <bos> and <eos>, in this order.");
        }
        shapes.RequireClasses(table, $"{side} vocabulary", known.Vocabulary.Count);
        return known;
    }

    private static TModel Filled<TModel>(TModel model, PyTorchReader reader)
        where TModel : IDisposable
    {
        try
        {
            reader.Fill();
            return model;
        }
        catch
        {
            model.Dispose();
            throw;
        }
    }
}
