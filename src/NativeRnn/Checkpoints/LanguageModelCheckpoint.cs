using NativeRnn.Checkpoints.Proto;

namespace NativeRnn;

/// <summary>Language models to and from checkpoint files.</summary>
internal static class LanguageModelCheckpoint
{
    /// <summary>Writes the model, and what its training needs to go on where there is any.</summary>
    internal static void Save(string path, LanguageModel model, TrainingSnapshot? training)
    {
        var header = new Header
        {
            LibraryVersion = NativeLibraryInfo.Version,
            LanguageModel = SpecOf(model),
            Vocabulary = CodecMessages.VocabularyOf(model.Vocabulary),
            Text = CodecMessages.TextOf(model.Codec),
            Training = training?.State,
        };
        ParameterTensors.Write(path, header, model.Parameters, training);
    }

    /// <summary>Reads the model; the file is checked as a whole before anything is returned.</summary>
    internal static LanguageModel LoadModel(string path, Engine engine)
    {
        using var reader = CheckpointReader.Open(path);
        return LoadModel(reader, path, engine);
    }

    /// <summary>Reads the model from an open file.</summary>
    internal static LanguageModel LoadModel(CheckpointReader reader, string name, Engine engine)
    {
        var model = Prepare(reader, name, engine);
        ParameterTensors.Fill(model, model.Parameters, reader);
        return model;
    }

    /// <summary>Makes the model that a file holds, with parameters of zero.</summary>
    /// <exception cref="CheckpointException">The file does not hold all parameters of its model.</exception>
    internal static LanguageModel Prepare(CheckpointReader reader, string name, Engine engine)
    {
        var header = reader.Header;
        var spec = header.LanguageModel
            ?? throw new CheckpointException(
                $"{name} holds a {CheckpointInfo.KindOf(header)}, not a language model: train one with 'train lm'.");
        RequirePlausibleSizes(spec, header, name);
        try
        {
            return LanguageModel.ForLoading(
                OptionsOf(spec),
                CodecMessages.CodecOf(header.Vocabulary, header.Text),
                engine,
                parameters => ParameterTensors.Require(reader, TensorRole.Parameter, parameters));
        }
        catch (ArgumentException invalid)
        {
            throw new CheckpointException($"{name} holds a model that cannot be: {invalid.Message}", invalid);
        }
    }

    /// <summary>Makes a trainer of an open file, at the step where the file was saved.</summary>
    /// <param name="reader">Stays the caller's.</param>
    /// <param name="name">What the messages of errors call the file.</param>
    /// <param name="tokens">The text that the run began with.</param>
    /// <param name="changes">What is different from now on.</param>
    /// <param name="engine">Where it computes; where none is given, the default kind with as many threads as before.</param>
    internal static LanguageModelTrainer Resume(
        CheckpointReader reader, string name, ReadOnlyMemory<int> tokens, ResumeOptions changes, Engine? engine)
    {
        var saved = TrainingCheckpoint.Of(reader, name);
        var options = saved.OptionsAs<LanguageModelTrainingOptions>();
        saved.RequireSameData(TokenFingerprint.Of(LanguageModelTrainer.Cut(tokens, options).Span), "text", "tokens");
        var model = Prepare(reader, name, engine ?? Engine.Open(EngineChoice.Default, saved.Training.Threads));
        return saved.Restore(model, model.Parameters, () =>
        {
            if (LanguageModelTrainer.CarriesState(options, saved.Training.StepsInEpoch > 0))
            {
                ParameterTensors.RequireState(reader, model.StateShape(options.Windows.Batch));
            }
            return new LanguageModelTrainer(model, tokens, changes.ApplyTo(options), saved.Random);
        });
    }

    // Nothing is made in the sizes that a header names before the file is known to hold as much.
    private static void RequirePlausibleSizes(LanguageModelSpec spec, Header header, string name)
    {
        var sizes = spec.Network is { HiddenSizes: { Count: > 0 } own } ? own : null;
        var projection = spec.Network?.Projection ?? 0;
        var recurrent = sizes?.Aggregate(Int128.Zero, (sum, hidden) => sum + (Int128)hidden * WidthOf(hidden))
            ?? (Int128)spec.Hidden * WidthOf(spec.Hidden) * spec.Layers;
        var input = (Int128)spec.Embed * spec.VocabularySize;
        var output = (Int128)WidthOf(sizes?[^1] ?? spec.Hidden) * spec.VocabularySize;
        if (!ParameterTensors.Hold(header, recurrent + input + output, spec.Layers, out var held))
        {
            throw new CheckpointException(
                $"{name} names a model of {spec.Layers} layers of {sizes?.Max() ?? spec.Hidden} units, but holds only {held} parameters: " +
                "the file is damaged or was not written by NativeRnn.");
        }

        int WidthOf(int hidden) => projection > 0 ? projection : hidden;
    }

    private static LanguageModelSpec SpecOf(LanguageModel model) => new()
    {
        Cell = (Cell)model.Options.Cell,
        Hidden = model.Options.Hidden,
        Layers = model.Options.Layers,
        Embed = model.Options.Embed,
        Dropout = model.Options.Dropout,
        Bias = (Checkpoints.Proto.Bias)(model.Options.Bias + 1),
        VocabularySize = model.Vocabulary.Count,
        Network = NetworkMessages.Of(model.Options),
    };

    internal static LanguageModelOptions OptionsOf(LanguageModelSpec spec) => NetworkMessages.Apply(Plain(spec), spec.Network);

    private static LanguageModelOptions Plain(LanguageModelSpec spec) => new()
    {
        Cell = (CellKind)spec.Cell,
        Hidden = spec.Hidden,
        Layers = spec.Layers,
        Embed = spec.Embed,
        Dropout = spec.Dropout,
        Bias = (Bias)((int)spec.Bias - 1),
    };
}
