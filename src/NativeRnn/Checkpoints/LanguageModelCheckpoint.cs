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
            Vocabulary = VocabularyOf(model),
            Text = TextOf(model.Codec),
            Training = training?.State,
        };
        var tensors = new List<CheckpointTensor>();
        AddParameters(tensors, TensorRole.Parameter, model.Parameters, model.Parameters.Values);
        if (training is not null)
        {
            AddParameters(tensors, TensorRole.FirstMoment, model.Parameters, training.FirstMoment);
            AddParameters(tensors, TensorRole.SecondMoment, model.Parameters, training.SecondMoment);
            Add(tensors, TensorRole.RecurrentState, "state", training.RecurrentState);
        }
        CheckpointWriter.Write(path, header, tensors, FolderFlush.Flush);
    }

    /// <summary>Reads the model; the file is checked as a whole before anything is returned.</summary>
    internal static LanguageModel LoadModel(string path, Engine engine)
    {
        using var reader = CheckpointReader.Open(path);
        var header = reader.Header;
        var spec = header.LanguageModel
            ?? throw new CheckpointException($"{path} holds a {header.ModelCase} model, not a language model.");
        RequirePlausibleSizes(spec, header, path);
        var model = LanguageModel.ForLoading(
            OptionsOf(spec), CodecOf(header), engine, parameters => Require(reader, parameters));
        try
        {
            reader.ReadTensors(entry => entry.Role == TensorRole.Parameter ? SinkOf(model.Parameters[entry.Name].Value) : null);
        }
        catch
        {
            model.Dispose();
            throw;
        }
        return model;
    }

    // Nothing is made in the sizes that a header names before the file is known to hold as much.
    private static void RequirePlausibleSizes(LanguageModelSpec spec, Header header, string path)
    {
        Int128 held = 0;
        foreach (var entry in header.Tensors)
        {
            held += entry.Role == TensorRole.Parameter && entry.TryGetElements(out var elements) ? elements : 0;
        }
        var recurrent = (Int128)spec.Hidden * spec.Hidden * spec.Layers;
        var input = (Int128)spec.Embed * spec.VocabularySize;
        var output = (Int128)spec.Hidden * spec.VocabularySize;
        if (recurrent + input + output > held)
        {
            throw new CheckpointException(
                $"{path} names a model of {spec.Layers} layers of {spec.Hidden} units, but holds only {held} parameters: " +
                "the file is damaged or was not written by NativeRnn.");
        }
    }

    private static void Require(CheckpointReader reader, ParameterStore parameters)
    {
        Span<long> shape = stackalloc long[5];
        foreach (var parameter in parameters.Parameters)
        {
            reader.Require(TensorRole.Parameter, parameter.Name, Lengths(parameter.Shape, shape));
        }
    }

    private static Span<long> Lengths(Shape shape, Span<long> lengths)
    {
        for (var axis = 0; axis < shape.Rank; axis++)
        {
            lengths[axis] = shape[axis];
        }
        return lengths[..shape.Rank];
    }

    // A tensor that lies in the flat layout of the parameters: one entry per parameter.
    private static void AddParameters(List<CheckpointTensor> tensors, TensorRole role, ParameterStore store, Tensor flat)
    {
        if (flat.IsEmpty)
        {
            return;
        }
        foreach (var parameter in store.Parameters)
        {
            Add(tensors, role, parameter.Name, flat.Slice(parameter.Offset, parameter.Shape));
        }
    }

    private static void Add(List<CheckpointTensor> tensors, TensorRole role, string name, Tensor tensor)
    {
        if (!tensor.IsEmpty)
        {
            Span<long> lengths = stackalloc long[5];
            tensors.Add(CheckpointTensor.F32(role, name, Lengths(tensor.Shape, lengths), SourceOf(tensor)));
        }
    }

    private static TensorSource SourceOf(Tensor tensor) => (first, destination) =>
        tensor.Slice(first, new Shape(destination.Length)).CopyTo(destination);

    private static TensorSink SinkOf(Tensor tensor) => (first, values) =>
        tensor.Slice(first, new Shape(values.Length)).CopyFrom(values);

    private static LanguageModelSpec SpecOf(LanguageModel model) => new()
    {
        Cell = (Cell)model.Options.Cell,
        Hidden = model.Options.Hidden,
        Layers = model.Options.Layers,
        Embed = model.Options.Embed,
        Dropout = model.Options.Dropout,
        Bias = (Checkpoints.Proto.Bias)(model.Options.Bias + 1),
        VocabularySize = model.Vocabulary.Count,
    };

    internal static LanguageModelOptions OptionsOf(LanguageModelSpec spec) => new()
    {
        Cell = (CellKind)spec.Cell,
        Hidden = spec.Hidden,
        Layers = spec.Layers,
        Embed = spec.Embed,
        Dropout = spec.Dropout,
        Bias = (Bias)((int)spec.Bias - 1),
    };

    private static Checkpoints.Proto.Vocabulary VocabularyOf(LanguageModel model)
    {
        var vocabulary = new Checkpoints.Proto.Vocabulary { ReservedCount = 1 };
        vocabulary.Tokens.AddRange(model.Vocabulary.Tokens);
        return vocabulary;
    }

    private static TextSettings TextOf(TextCodec codec) => new()
    {
        Normalization = (Checkpoints.Proto.Normalization)(codec.Normalization + 1),
        Unit = (Checkpoints.Proto.TokenUnit)(codec.Unit + 1),
    };

    internal static TextCodec CodecOf(Header header) => new(
        Vocabulary.FromTokens(header.Vocabulary.Tokens),
        (Normalization)((int)header.Text.Normalization - 1),
        (TokenUnit)((int)header.Text.Unit - 1));
}
