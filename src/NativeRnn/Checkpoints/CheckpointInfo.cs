using NativeRnn.Checkpoints.Proto;

namespace NativeRnn;

/// <summary>What a model file says about itself; its weights are not read.</summary>
public sealed class CheckpointInfo
{
    private readonly TextCodec? _codec;

    private CheckpointInfo(Header header, string name)
    {
        FormatVersion = header.FormatVersion;
        WrittenBy = header.LibraryVersion;
        ModelKind = KindOf(header);
        LanguageModel = header.LanguageModel is { } language ? LanguageModelCheckpoint.OptionsOf(language) : null;
        Seq2Seq = header.Seq2Seq is { } translator ? Seq2SeqCheckpoint.OptionsOf(translator) : null;
        TimeSeries = header.TimeSeries is { } series ? TimeSeriesCheckpoint.OptionsOf(series) : null;
        Channels = header.TimeSeries is { } measured ? TimeSeriesCheckpoint.ChannelsOf(measured) : [];
        _codec = header.Vocabulary is { } vocabulary ? CodecMessages.CodecOf(vocabulary, header.Text) : null;
        SequenceTagger = header.SequenceTagger is { } tagger ? SequenceLabellerMessages.TaggerOf(tagger) : null;
        SequenceClassifier =
            header.SequenceClassifier is { } classifier ? SequenceLabellerMessages.ClassifierOf(classifier) : null;
        Labels = SequenceLabellerMessages.SpecOf(header) is { } labeller ? new LabelSet(labeller.Labels) : null;
        TargetCodec = header.TargetVocabulary is { } target ? CodecMessages.CodecOf(target, header.TargetText) : null;
        Parameters = ParametersOf(header);
        Training = header.Training is { } state ? CheckpointTraining.Of(state, header.ModelCase, name) : null;
    }

    /// <summary>The version of the file's format.</summary>
    public int FormatVersion { get; }

    /// <summary>The version of the NativeRnn that wrote the file.</summary>
    public string WrittenBy { get; }

    /// <summary>
    /// What kind of model it holds: <c>language model</c>, <c>translator</c>, <c>time-series model</c>,
    /// <c>sequence tagger</c> or <c>sequence classifier</c>.
    /// </summary>
    public string ModelKind { get; }

    /// <summary>What the language model is made of; null where it holds another kind.</summary>
    public LanguageModelOptions? LanguageModel { get; }

    /// <summary>What the translator is made of; null where it holds another kind.</summary>
    public Seq2SeqOptions? Seq2Seq { get; }

    /// <summary>What the time-series model is made of; null where it holds another kind.</summary>
    public TimeSeriesModelOptions? TimeSeries { get; }

    /// <summary>The channels of a time-series model; none for other kinds.</summary>
    public IReadOnlyList<SeriesChannel> Channels { get; }

    /// <summary>Whether the model reads text, and so has a <see cref="Codec"/>.</summary>
    public bool HasCodec => _codec is not null;

    /// <summary>What the sequence tagger is made of; null where it holds another kind.</summary>
    public SequenceTaggerOptions? SequenceTagger { get; }

    /// <summary>What the sequence classifier is made of; null where it holds another kind.</summary>
    public SequenceClassifierOptions? SequenceClassifier { get; }

    /// <summary>What a tagger or a classifier tells apart; null for other kinds.</summary>
    public LabelSet? Labels { get; }

    /// <summary>How text becomes its tokens, the vocabulary included; a translator's of the source language.</summary>
    /// <exception cref="InvalidOperationException">The model reads no text, but a time series.</exception>
    public TextCodec Codec => _codec
        ?? throw new InvalidOperationException("A time-series model reads no text: see HasCodec.");

    /// <summary>A translator's of the target language; null for other kinds.</summary>
    public TextCodec? TargetCodec { get; }

    /// <summary>The model's parameters in the file's order.</summary>
    public IReadOnlyList<CheckpointParameter> Parameters { get; }

    /// <summary>How many numbers the parameters hold together.</summary>
    public long ParameterCount => Parameters.Sum(parameter => parameter.Shape.Aggregate(1L, (count, length) => count * length));

    /// <summary>The run that the file can go on with; null where it holds a model only.</summary>
    public CheckpointTraining? Training { get; }

    /// <summary>Whether a file begins as model files do; it may be damaged further on.</summary>
    /// <param name="path">Any file.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read.</exception>
    /// <exception cref="CheckpointException">The path is a folder, or nothing that has a length.</exception>
    public static bool Recognizes(string path)
    {
        using var input = InputFile.Open(path);
        Span<byte> start = stackalloc byte[CheckpointFormat.Signature.Length];
        return input.ReadAtLeast(start, start.Length, throwOnEndOfStream: false) == start.Length
            && start.SequenceEqual(CheckpointFormat.Signature);
    }

    /// <summary>Reads a model file's header.</summary>
    /// <param name="path">A file that a model or a trainer saved.</param>
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

    /// <summary>What kind of model a header describes, in words.</summary>
    internal static string KindOf(Header header) => header.ModelCase switch
    {
        Header.ModelOneofCase.LanguageModel => "language model",
        Header.ModelOneofCase.Seq2Seq => "translator",
        Header.ModelOneofCase.TimeSeries => "time-series model",
        Header.ModelOneofCase.SequenceTagger => "sequence tagger",
        Header.ModelOneofCase.SequenceClassifier => "sequence classifier",
        _ => "model of an unknown kind",
    };

    private static CheckpointParameter[] ParametersOf(Header header) =>
    [
        .. header.Tensors
            .Where(entry => entry.Role == TensorRole.Parameter)
            .Select(entry => new CheckpointParameter(entry.Name, [.. entry.Shape])),
    ];
}
