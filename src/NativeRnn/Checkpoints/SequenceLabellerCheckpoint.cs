using NativeRnn.Checkpoints.Proto;

namespace NativeRnn;

/// <summary>Taggers and classifiers to and from checkpoint files.</summary>
internal static class SequenceLabellerCheckpoint
{
    /// <summary>Writes the model, and what its training needs to go on where there is any.</summary>
    internal static void Save(string path, SequenceLabeller model, TrainingSnapshot? training)
    {
        var header = new Header
        {
            LibraryVersion = NativeLibraryInfo.Version,
            Vocabulary = CodecMessages.VocabularyOf(model.Codec.Vocabulary),
            Text = CodecMessages.TextOf(model.Codec),
            Training = training?.State,
        };
        if (model is SequenceTagger)
        {
            header.SequenceTagger = SequenceLabellerMessages.Of(model);
        }
        else
        {
            header.SequenceClassifier = SequenceLabellerMessages.Of(model);
        }
        ParameterTensors.Write(path, header, model.Parameters, training);
    }

    /// <summary>Reads a model of a kind; the file is checked as a whole before anything is returned.</summary>
    internal static TModel LoadModel<TModel>(string path, Engine engine)
        where TModel : SequenceLabeller
    {
        using var reader = CheckpointReader.Open(path);
        return LoadModel<TModel>(reader, path, engine);
    }

    /// <summary>Reads a model of a kind from an open file.</summary>
    internal static TModel LoadModel<TModel>(CheckpointReader reader, string name, Engine engine)
        where TModel : SequenceLabeller
    {
        var isOfKind = typeof(TModel) == typeof(SequenceTagger)
            ? reader.Header.SequenceTagger is not null
            : reader.Header.SequenceClassifier is not null;
        if (!isOfKind)
        {
            throw new CheckpointException(
                $"{name} holds a {CheckpointInfo.KindOf(reader.Header)}, not a {typeof(TModel).Name}: load it as what it is.");
        }
        var model = (TModel)Prepare(reader, name, engine);
        ParameterTensors.Fill(model, model.Parameters, reader);
        return model;
    }

    /// <summary>Makes a trainer of an open file, at the step where the file was saved.</summary>
    /// <param name="reader">Stays the caller's.</param>
    /// <param name="name">What the messages of errors call the file.</param>
    /// <param name="data">The sequences that the run began with.</param>
    /// <param name="changes">What is different from now on.</param>
    /// <param name="engine">Where it computes; where none is given, the default kind with as many threads as before.</param>
    internal static SequenceLabellerTrainer Resume(
        CheckpointReader reader, string name, LabelledSequences data, ResumeOptions changes, Engine? engine)
    {
        var saved = TrainingCheckpoint.Of(reader, name);
        var options = saved.OptionsAs<SequenceLabellerTrainingOptions>();
        saved.RequireSameData(data.Fingerprint, "list of sequences", "tokens");
        var model = Prepare(reader, name, engine ?? Engine.Open(EngineChoice.Default, saved.Training.Threads));
        return saved.Restore(
            model,
            model.Parameters,
            () => new SequenceLabellerTrainer(model, data, changes.ApplyTo(options), saved.Random));
    }

    // Makes the model that a file holds, with parameters of zero.
    private static SequenceLabeller Prepare(CheckpointReader reader, string name, Engine engine)
    {
        var header = reader.Header;
        var spec = SequenceLabellerMessages.SpecOf(header) ?? throw new CheckpointException(
            $"{name} holds a {CheckpointInfo.KindOf(header)}, not a tagger or classifier: load it as what it is.");
        RequirePlausibleSizes(spec, header, name);
        try
        {
            var (codec, labels) = (CodecMessages.CodecOf(header.Vocabulary, header.Text), new LabelSet(spec.Labels));
            return header.SequenceTagger is null
                ? SequenceClassifier.ForLoading(SequenceLabellerMessages.ClassifierOf(spec), codec, labels, engine, Check)
                : SequenceTagger.ForLoading(SequenceLabellerMessages.TaggerOf(spec), codec, labels, engine, Check);
        }
        catch (ArgumentException invalid)
        {
            throw new CheckpointException($"{name} holds a model that cannot be: {invalid.Message}", invalid);
        }

        void Check(ParameterStore parameters) => ParameterTensors.Require(reader, TensorRole.Parameter, parameters);
    }

    // Nothing is made in the sizes that a header names before the file is known to hold as much.
    private static void RequirePlausibleSizes(SequenceLabellerSpec spec, Header header, string name)
    {
        var recurrent = (Int128)spec.Hidden * spec.Hidden * spec.Layers;
        var rows = (Int128)spec.Embed * spec.VocabularySize + (Int128)spec.Hidden * spec.Labels.Count;
        if (!ParameterTensors.Hold(header, recurrent + rows, spec.Layers, out var held))
        {
            throw new CheckpointException(
                $"{name} names a model of {spec.Layers} layers of {spec.Hidden} units, but holds only {held} parameters: " +
                "the file is damaged or was not written by NativeRnn.");
        }
    }
}
