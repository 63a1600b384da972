namespace NativeRnn;

/// <summary>Weights that PyTorch reads and writes: safetensors files under the names of <c>nn.Embedding</c>, <c>nn.RNN</c>, <c>nn.GRU</c>, <c>nn.LSTM</c> and <c>nn.Linear</c>.</summary>
/// <remarks>
/// A language model's names are <c>embedding.weight</c> (unless one-hot), <c>rnn.weight_ih_l0</c>,
/// <c>rnn.weight_hh_l0</c>, <c>rnn.bias_ih_l0</c>, <c>rnn.bias_hh_l0</c> … and <c>linear.weight</c>, <c>linear.bias</c>.
/// </remarks>
public static class PyTorchWeights
{
    /// <summary>Overwrites a model's parameters with those of a file.</summary>
    /// <param name="model">
    /// Its sizes must be the file's; its bias a pair, or none where the file has none. A single one takes what
    /// <see cref="Export"/> wrote of single biases, whose recurrent ones are zero.
    /// </param>
    /// <param name="path">A safetensors file.</param>
    /// <exception cref="NotSupportedException">The model's GRU is the reset-before one, which PyTorch does not have.</exception>
    /// <exception cref="CheckpointException">The file is damaged, lacks a tensor, or has one of another shape or too many.</exception>
    public static void Import(LanguageModel model, string path)
    {
        ArgumentNullException.ThrowIfNull(model);
        _ = PyTorchLayout.Order(model.Options.Cell);
        using var file = SafetensorsFile.Open(path);
        new PyTorchReader(file, path, model.Options, model.Parameters).Fill();
    }

    /// <summary>Makes a model of a file alone, its sizes and biases from the tensors' shapes.</summary>
    /// <param name="path">A safetensors file.</param>
    /// <param name="codec">How text becomes tokens; may be left out for a file that <see cref="Export"/> wrote.</param>
    /// <param name="cell">
    /// The cell; needed for a vanilla network that <see cref="Export"/> did not write, since shapes do not tell tanh
    /// from ReLU.
    /// </param>
    /// <param name="engine">Where the model computes; all cores of the CPU where none is given.</param>
    /// <returns>The model, without dropout; with pairs of biases unless <see cref="Export"/> noted others.</returns>
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
        var options = new PyTorchShapes(file, path).Options(cell, notes);
        var known = codec ?? notes.Codec ?? throw new CheckpointException(
            $"{path} does not say which tokens the model knows: give the text that it learnt (--data) or a list (--vocabulary).");
        PyTorchShapes.RequireClasses(file, path, known.Vocabulary.Count);
        var model = LanguageModel.ForLoading(
            options, known, engine ?? Engine.Default, store => new PyTorchReader(file, path, options, store).Check());
        try
        {
            new PyTorchReader(file, path, options, model.Parameters).Fill();
            return model;
        }
        catch
        {
            model.Dispose();
            throw;
        }
    }

    /// <summary>Writes a model's parameters as float32, atomically, with its text settings as metadata.</summary>
    /// <param name="model">The model; with single biases these become the input's, and the recurrent ones zero.</param>
    /// <param name="path">The file to write or replace; its folder must exist.</param>
    /// <exception cref="NotSupportedException">The model's GRU is the reset-before one, which PyTorch does not have.</exception>
    /// <exception cref="DirectoryNotFoundException">The folder does not exist.</exception>
    /// <exception cref="IOException">The disk is full or failed.</exception>
    public static void Export(LanguageModel model, string path)
    {
        ArgumentNullException.ThrowIfNull(model);
        var tensors = PyTorchTensors.Of(model.Options, model.Parameters);
        // "pt" is what readers of PyTorch's files look for.
        SafetensorsWriter.Write(path, tensors, [new("format", "pt"), .. ModelNotes.Of(model).Write()], FolderFlush.Flush);
    }
}
