using NativeRnn.Checkpoints.Proto;

namespace NativeRnn;

/// <summary>Language models to and from checkpoint files.</summary>
internal static class LanguageModelCheckpoint
{
    private const string StateName = "state";

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
            Add(tensors, TensorRole.RecurrentState, StateName, training.RecurrentState);
        }
        CheckpointWriter.Write(path, header, tensors, FolderFlush.Flush);
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
        try
        {
            Fill(reader, model, training: null);
        }
        catch
        {
            model.Dispose();
            throw;
        }
        return model;
    }

    /// <summary>Makes the model that a file holds, with parameters of zero.</summary>
    /// <exception cref="CheckpointException">The file does not hold all parameters of its model.</exception>
    internal static LanguageModel Prepare(CheckpointReader reader, string name, Engine engine)
    {
        var header = reader.Header;
        var spec = header.LanguageModel
            ?? throw new CheckpointException($"{name} holds a {header.ModelCase} model, not a language model.");
        RequirePlausibleSizes(spec, header, name);
        return LanguageModel.ForLoading(
            OptionsOf(spec), CodecOf(header), engine, parameters => Require(reader, TensorRole.Parameter, parameters));
    }

    /// <summary>Reads all tensors into a model, and into its run where there is one.</summary>
    /// <exception cref="CheckpointException">The file is damaged; what has been filled by then is of no use.</exception>
    internal static void Fill(CheckpointReader reader, LanguageModel model, TrainingSnapshot? training)
    {
        var byName = model.Parameters.Parameters.ToDictionary(parameter => parameter.Name, StringComparer.Ordinal);
        reader.ReadTensors(entry => entry.Role switch
        {
            TensorRole.Parameter => SliceSink(model.Parameters.Values, entry),
            TensorRole.FirstMoment when training is not null => SliceSink(training.FirstMoment, entry),
            TensorRole.SecondMoment when training is not null => SliceSink(training.SecondMoment, entry),
            TensorRole.RecurrentState when training is { RecurrentState.IsEmpty: false } && entry.Name == StateName =>
                SinkOf(training.RecurrentState),
            _ => null,
        });
        model.Parameters.MarkChanged();

        TensorSink? SliceSink(Tensor flat, TensorEntry entry) =>
            !flat.IsEmpty && byName.TryGetValue(entry.Name, out var parameter)
                ? SinkOf(flat.Slice(parameter.Offset, parameter.Shape))
                : null;
    }

    // Nothing is made in the sizes that a header names before the file is known to hold as much.
    private static void RequirePlausibleSizes(LanguageModelSpec spec, Header header, string name)
    {
        Int128 held = 0;
        var tensors = 0;
        foreach (var entry in header.Tensors.Where(entry => entry.Role == TensorRole.Parameter))
        {
            held += entry.TryGetElements(out var elements) ? elements : 0;
            tensors++;
        }
        var recurrent = (Int128)spec.Hidden * spec.Hidden * spec.Layers;
        var input = (Int128)spec.Embed * spec.VocabularySize;
        var output = (Int128)spec.Hidden * spec.VocabularySize;
        if (recurrent + input + output > held || spec.Layers > tensors)
        {
            throw new CheckpointException(
                $"{name} names a model of {spec.Layers} layers of {spec.Hidden} units, but holds only {held} parameters: " +
                "the file is damaged or was not written by NativeRnn.");
        }
    }

    /// <summary>Checks that a file holds a tensor of a role for each parameter.</summary>
    internal static void Require(CheckpointReader reader, TensorRole role, ParameterStore parameters)
    {
        Span<long> shape = stackalloc long[5];
        foreach (var parameter in parameters.Parameters)
        {
            reader.Require(role, parameter.Name, Lengths(parameter.Shape, shape));
        }
    }

    /// <summary>Checks that a file holds the recurrent state of a run.</summary>
    internal static void RequireState(CheckpointReader reader, Shape state)
    {
        Span<long> shape = stackalloc long[5];
        reader.Require(TensorRole.RecurrentState, StateName, Lengths(state, shape));
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
