using Google.Protobuf;
using NativeRnn.Checkpoints.Proto;

namespace NativeRnn;

/// <summary>What a checkpoint's header must satisfy, for writers and readers alike.</summary>
internal static class HeaderRules
{
    /// <summary>The first rule that a header breaks, or null.</summary>
    /// <remarks>The file's version and length are the reader's own concern.</remarks>
    public static string? FindProblem(Header header) =>
        FindModelProblem(header) ?? FindTextProblem(header) ?? FindTensorProblem(header.Tensors);

    /// <summary>Data bytes of all tensors of a header without problem.</summary>
    public static long TensorBytes(Header header)
    {
        long elements = 0;
        foreach (TensorEntry entry in header.Tensors)
        {
            elements += entry.TryGetElements(out long own) ? own : 0;
        }

        return elements * sizeof(float);
    }

    /// <summary>Bytes of all records behind a header without problem, if every chunk is as full as can be.</summary>
    public static long LeastRecordBytes(Header header)
    {
        var footer = new Footer { TensorBytes = TensorBytes(header) };
        long bytes = 0;
        for (int i = 0; i < header.Tensors.Count; i++)
        {
            _ = header.Tensors[i].TryGetElements(out long elements);
            for (long first = 0; first < elements; first += CheckpointFormat.ChunkElements)
            {
                long data = Math.Min(CheckpointFormat.ChunkElements, elements - first) * sizeof(float);
                bytes += RecordBytes(new TensorChunk { Tensor = i, First = first }.CalculateSize() + FieldBytes((int)data));
                footer.ChunkCount++;
            }
        }

        return bytes + RecordBytes(footer.CalculateSize());
    }

    private static long FieldBytes(int data) => 1 + CodedOutputStream.ComputeLengthSize(data) + (long)data;

    private static long RecordBytes(long message) =>
        CodedOutputStream.ComputeLengthSize((int)message) + message + CheckpointFormat.CheckBytes;

    private static string? FindModelProblem(Header header)
    {
        return header.ModelCase switch
        {
            Header.ModelOneofCase.LanguageModel => FindLanguageModelProblem(header.LanguageModel),
            Header.ModelOneofCase.Seq2Seq => FindSeq2SeqProblem(header.Seq2Seq),
            Header.ModelOneofCase.TimeSeries => FindTimeSeriesProblem(header.TimeSeries),
            Header.ModelOneofCase.SequenceTagger => SequenceLabellerMessages.FindProblem(header.SequenceTagger),
            Header.ModelOneofCase.SequenceClassifier => SequenceLabellerMessages.FindProblem(header.SequenceClassifier),
            _ => "it holds no model of a kind that this version knows",
        };
    }

    private static string? FindSeq2SeqProblem(Seq2SeqSpec spec)
    {
        return spec switch
        {
            _ when !IsKnown(spec.Cell) => $"its cell kind {(int)spec.Cell} is unknown",
            _ when !IsKnown(spec.Bias) => $"its bias kind {(int)spec.Bias} is unknown",
            _ when !IsKnown(spec.Attention) => $"its attention kind {(int)spec.Attention} is unknown",
            { Hidden: < 1 } => $"its hidden size is {spec.Hidden}",
            { Layers: < 1 } => $"its number of layers is {spec.Layers}",
            { Embed: < 1 } => $"its embedding size is {spec.Embed}",
            { Dropout: not (>= 0 and < 1) } => $"its dropout is {spec.Dropout}, outside [0, 1)",
            { EmbedDropout: not (>= 0 and < 1) } => $"its dropout is {spec.EmbedDropout}, outside [0, 1)",
            _ => NetworkMessages.FindProblem(spec.Network, spec.Cell),
        };
    }

    private static string? FindLanguageModelProblem(LanguageModelSpec spec)
    {
        return spec switch
        {
            _ when !IsKnown(spec.Cell) => $"its cell kind {(int)spec.Cell} is unknown",
            _ when !IsKnown(spec.Bias) => $"its bias kind {(int)spec.Bias} is unknown",
            { Hidden: < 1 } => $"its hidden size is {spec.Hidden}",
            { Layers: < 1 } => $"its number of layers is {spec.Layers}",
            { Embed: < 0 } => $"its embedding size is {spec.Embed}",
            { Dropout: not (>= 0 and < 1) } => $"its dropout is {spec.Dropout}, outside [0, 1)",
            _ => NetworkMessages.FindProblem(spec),
        };
    }

    private static string? FindTimeSeriesProblem(TimeSeriesSpec spec)
    {
        return spec switch
        {
            _ when !IsKnown(spec.Kind) => $"its kind of time-series model {(int)spec.Kind} is unknown",
            _ when !IsKnown(spec.Cell) => $"its cell kind {(int)spec.Cell} is unknown",
            { Window: < 1 } => $"its window is {spec.Window} rows",
            { Hidden: < 1 } => $"its hidden size is {spec.Hidden}",
            { Layers: < 1 } => $"its number of layers is {spec.Layers}",
            { Channels.Count: < 1 } => "its series has no channel",
            _ => FindChannelProblem(spec.Channels),
        };
    }

    private static string? FindChannelProblem(IEnumerable<Checkpoints.Proto.SeriesChannel> channels)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var channel in channels)
        {
            if (channel.Name.Length == 0 || !seen.Add(channel.Name))
            {
                return "its channels' names are empty or repeat";
            }

            if (!double.IsFinite(channel.Mean) || !(double.IsFinite(channel.Deviation) && channel.Deviation > 0))
            {
                return $"its channel \"{channel.Name}\" cannot be normalised";
            }
        }

        return null;
    }

    private static string? FindTextProblem(Header header) => header.TimeSeries is not null
        ? FindNeedlessText(header)
        : header.Seq2Seq is { } spec
        ? FindCodecProblem(header.Vocabulary, header.Text, spec.SourceVocabularySize)
            ?? FindMarksProblem(header.Vocabulary)
            ?? FindCodecProblem(header.TargetVocabulary, header.TargetText, spec.TargetVocabularySize)
            ?? FindMarksProblem(header.TargetVocabulary)
        : header.TargetVocabulary is not null || header.TargetText is not null
            ? $"a {CheckpointInfo.KindOf(header)} has no target language"
        : SequenceLabellerMessages.SpecOf(header) is { } labeller
            ? FindCodecProblem(header.Vocabulary, header.Text, labeller.VocabularySize)
                ?? SequenceLabellerMessages.FindTextProblem(header)
        : FindCodecProblem(header.Vocabulary, header.Text, header.LanguageModel.VocabularySize);

    private static string? FindNeedlessText(Header header) =>
        header.Vocabulary is null && header.Text is null && header.TargetVocabulary is null && header.TargetText is null
            ? null
            : "a time-series model has no vocabulary";

    private static string? FindMarksProblem(Checkpoints.Proto.Vocabulary vocabulary)
    {
        var marks = NativeRnn.Vocabulary.SentenceMarks;
        return vocabulary.Tokens.Skip(1).Take(marks.Count).SequenceEqual(marks)
            ? null
            : $"its vocabulary does not have {string.Join(", ", marks)} behind {NativeRnn.Vocabulary.Unknown}";
    }

    private static string? FindCodecProblem(
        Checkpoints.Proto.Vocabulary? given, TextSettings? settings, int classes)
    {
        if (given is not { Tokens.Count: > 0 } vocabulary)
        {
            return "it holds no vocabulary";
        }

        int count = vocabulary.Tokens.Count;
        if (classes != count)
        {
            return $"its model is for {classes} tokens, its vocabulary has {count}";
        }

        if (vocabulary.ReservedCount < 0 || vocabulary.ReservedCount > count)
        {
            return $"it reserves {vocabulary.ReservedCount} of {count} tokens";
        }

        if (settings is not { } text || !IsKnown(text.Normalization) || !IsKnown(text.Unit))
        {
            return "its text settings are missing or unknown";
        }

        if (vocabulary.Tokens[0] != NativeRnn.Vocabulary.Unknown)
        {
            return $"its vocabulary does not begin with {NativeRnn.Vocabulary.Unknown}";
        }

        return FindTokenProblem(vocabulary) ?? BytePairRules.FindProblem(text, vocabulary);
    }

    private static string? FindTokenProblem(Checkpoints.Proto.Vocabulary vocabulary)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (string token in vocabulary.Tokens)
        {
            if (token.Length == 0)
            {
                return "its vocabulary holds an empty token";
            }

            if (!seen.Add(token))
            {
                return $"its vocabulary holds the token \"{token}\" twice";
            }
        }

        return null;
    }

    private static string? FindTensorProblem(IEnumerable<TensorEntry> entries)
    {
        var seen = new HashSet<(TensorRole, string)>();
        long bytes = 0;
        foreach (TensorEntry entry in entries)
        {
            if (FindEntryProblem(entry, out long elements) is { } problem)
            {
                return problem;
            }

            if (!seen.Add((entry.Role, entry.Name)))
            {
                return $"its directory lists the tensor \"{entry.Name}\" twice";
            }

            if (elements * sizeof(float) > long.MaxValue - bytes)
            {
                return "its tensors together are larger than any file";
            }

            bytes += elements * sizeof(float);
        }

        return null;
    }

    private static string? FindEntryProblem(TensorEntry entry, out long elements)
    {
        bool countable = entry.TryGetElements(out elements);
        return entry switch
        {
            { Name: "" } => "its directory lists a tensor without a name",
            _ when !IsKnown(entry.Role) => $"its tensor \"{entry.Name}\" has the unknown role {(int)entry.Role}",
            _ when !IsKnown(entry.DataType) =>
                $"its tensor \"{entry.Name}\" has the unknown data type {(int)entry.DataType}",
            { Shape.Count: > CheckpointFormat.MaxAxes } => $"its tensor \"{entry.Name}\" has {entry.Shape.Count} axes",
            _ when !countable => $"its tensor \"{entry.Name}\" has the impossible shape {entry.ShapeText}",
            _ => null,
        };
    }

    internal static bool IsKnown<T>(T value)
        where T : struct, Enum => !value.Equals(default(T)) && Enum.IsDefined(value);
}
