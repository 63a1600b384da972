using NativeRnn.Checkpoints.Proto;

namespace NativeRnn;

/// <summary>What a model file says about itself; its weights are not read.</summary>
public sealed class CheckpointInfo
{
    private CheckpointInfo(Header header, string name)
    {
        FormatVersion = header.FormatVersion;
        WrittenBy = header.LibraryVersion;
        Options = LanguageModelCheckpoint.OptionsOf(header.LanguageModel);
        Codec = CodecMessages.CodecOf(header.Vocabulary, header.Text);
        Parameters = ParametersOf(header);
        Training = header.Training is { } state ? CheckpointTraining.Of(state, header.ModelCase, name) : null;
    }

    /// <summary>The version of the file's format.</summary>
    public int FormatVersion { get; }

    /// <summary>The version of the NativeRnn that wrote the file.</summary>
    public string WrittenBy { get; }

    /// <summary>What kind of model it holds; <c>language model</c> is the only one yet.</summary>
    public string ModelKind { get; } = "language model";

    /// <summary>What the model is made of.</summary>
    public LanguageModelOptions Options { get; }

    /// <summary>How text becomes its tokens, the vocabulary included.</summary>
    public TextCodec Codec { get; }

    /// <summary>The model's parameters in the file's order.</summary>
    public IReadOnlyList<CheckpointParameter> Parameters { get; }

    /// <summary>How many numbers the parameters hold together.</summary>
    public long ParameterCount => Parameters.Sum(parameter => parameter.Shape.Aggregate(1L, (count, length) => count * length));

    /// <summary>The run that the file can go on with; null where it holds a model only.</summary>
    public CheckpointTraining? Training { get; }

    /// <summary>Reads a model file's header.</summary>
    /// <param name="path">A file that <see cref="LanguageModel.Save(string)"/> or a trainer wrote.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read.</exception>
    /// <exception cref="CheckpointException">
    /// The file is foreign, newer, too short for what it declares, or its header is corrupted; other damage behind
    /// the header shows only when the model is loaded.
    /// </exception>
    public static CheckpointInfo Read(string path)
    {
        using var reader = CheckpointReader.Open(path);
        return Of(reader.Header, path);
    }

    /// <summary>What a header says.</summary>
    /// <param name="header">Of an open file.</param>
    /// <param name="name">What the messages of errors call the file.</param>
    internal static CheckpointInfo Of(Header header, string name) => new(header, name);

    private static CheckpointParameter[] ParametersOf(Header header) =>
    [
        .. header.Tensors
            .Where(entry => entry.Role == TensorRole.Parameter)
            .Select(entry => new CheckpointParameter(entry.Name, [.. entry.Shape])),
    ];
}
