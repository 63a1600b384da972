using NativeRnn.Checkpoints.Proto;

namespace NativeRnn;

/// <summary>Sequence-to-sequence models to and from checkpoint files.</summary>
internal static class Seq2SeqCheckpoint
{
    /// <summary>Writes the model, and what its training needs to go on where there is any.</summary>
    internal static void Save(string path, Seq2SeqModel model, TrainingSnapshot? training)
    {
        var header = new Header
        {
            LibraryVersion = NativeLibraryInfo.Version,
            Seq2Seq = SpecOf(model),
            Vocabulary = CodecMessages.VocabularyOf(model.Source.Vocabulary),
            Text = CodecMessages.TextOf(model.Source),
            TargetVocabulary = CodecMessages.VocabularyOf(model.Target.Vocabulary),
            TargetText = CodecMessages.TextOf(model.Target),
            Training = training?.State,
        };
        ParameterTensors.Write(path, header, model.Parameters, training);
    }

    /// <summary>Reads the model; the file is checked as a whole before anything is returned.</summary>
    internal static Seq2SeqModel LoadModel(string path, Engine engine)
    {
        using var reader = CheckpointReader.Open(path);
        return LoadModel(reader, path, engine);
    }

    /// <summary>Reads the model from an open file.</summary>
    internal static Seq2SeqModel LoadModel(CheckpointReader reader, string name, Engine engine)
    {
        var model = Prepare(reader, name, engine);
        ParameterTensors.Fill(model, model.Parameters, reader);
        return model;
    }

    /// <summary>Makes a trainer of an open file, at the step where the file was saved.</summary>
    /// <param name="reader">Stays the caller's.</param>
    /// <param name="name">What the messages of errors call the file.</param>
    /// <param name="pairs">The pairs that the run began with.</param>
    /// <param name="changes">What is different from now on.</param>
    /// <param name="engine">Where it computes; where none is given, the default kind with as many threads as before.</param>
    internal static Seq2SeqTrainer Resume(
        CheckpointReader reader, string name, PairCorpus pairs, ResumeOptions changes, Engine? engine)
    {
        var saved = TrainingCheckpoint.Of(reader, name);
        var options = saved.OptionsAs<Seq2SeqTrainingOptions>();
        saved.RequireSameData(pairs.Fingerprint, "file of pairs", "tokens");
        var model = Prepare(reader, name, engine ?? Engine.Open(EngineChoice.Default, saved.Training.Threads));
        return saved.Restore(
            model, model.Parameters, () => new Seq2SeqTrainer(model, pairs, changes.ApplyTo(options), saved.Random));
    }

    internal static Seq2SeqOptions OptionsOf(Seq2SeqSpec spec) => NetworkMessages.Apply(Plain(spec), spec.Network);

    private static Seq2SeqOptions Plain(Seq2SeqSpec spec) => new()
    {
        Cell = (CellKind)spec.Cell,
        Hidden = spec.Hidden,
        Layers = spec.Layers,
        Embed = spec.Embed,
        Dropout = spec.Dropout,
        EmbedDropout = spec.EmbedDropout,
        Bias = (Bias)((int)spec.Bias - 1),
        IsBidirectional = spec.Bidirectional,
        Attention = (AttentionKind)((int)spec.Attention - 1),
        TiesOutput = spec.TiedOutput,
    };

    // Makes the model that a file holds, with parameters of zero.
    private static Seq2SeqModel Prepare(CheckpointReader reader, string name, Engine engine)
    {
        var header = reader.Header;
        var spec = header.Seq2Seq ?? throw new CheckpointException(
            $"{name} holds a {CheckpointInfo.KindOf(header)}, not a translator: train one with 'train seq2seq'.");
        RequirePlausibleSizes(spec, header, name);
        try
        {
            return Seq2SeqModel.ForLoading(
                OptionsOf(spec),
                CodecMessages.CodecOf(header.Vocabulary, header.Text),
                CodecMessages.CodecOf(header.TargetVocabulary, header.TargetText),
                engine,
                parameters => ParameterTensors.Require(reader, TensorRole.Parameter, parameters));
        }
        catch (ArgumentException invalid)
        {
            throw new CheckpointException($"{name} holds a model that cannot be: {invalid.Message}", invalid);
        }
    }

    // Nothing is made in the sizes that a header names before the file is known to hold as much.
    private static void RequirePlausibleSizes(Seq2SeqSpec spec, Header header, string name)
    {
        var recurrent = 2 * (Int128)spec.Hidden * spec.Hidden * spec.Layers;
        var embeddings = (Int128)spec.Embed * ((Int128)spec.SourceVocabularySize + spec.TargetVocabularySize);
        if (!ParameterTensors.Hold(header, recurrent + embeddings, spec.Layers, out var held))
        {
            throw new CheckpointException(
                $"{name} names a model of {spec.Layers} layers of {spec.Hidden} units, but holds only {held} parameters: " +
                "the file is damaged or was not written by NativeRnn.");
        }
    }

    private static Seq2SeqSpec SpecOf(Seq2SeqModel model) => new()
    {
        Cell = (Cell)model.Options.Cell,
        Hidden = model.Options.Hidden,
        Layers = model.Options.Layers,
        Embed = model.Options.Embed,
        Dropout = model.Options.Dropout,
        Bias = (Checkpoints.Proto.Bias)(model.Options.Bias + 1),
        SourceVocabularySize = model.Source.Vocabulary.Count,
        TargetVocabularySize = model.Target.Vocabulary.Count,
        Bidirectional = model.Options.IsBidirectional,
        Attention = (Checkpoints.Proto.Attention)(model.Options.Attention + 1),
        TiedOutput = model.Options.TiesOutput,
        EmbedDropout = model.Options.EmbedDropout,
        Network = NetworkMessages.Of(model.Options),
    };
}
