using System.Globalization;

namespace NativeRnn.Cli;

/// <summary>The sentences of a training's plain report.</summary>
internal static class TrainingLines
{
    private static readonly CultureInfo _culture = CultureInfo.InvariantCulture;

    /// <summary>What is trained on what.</summary>
    internal static string Describe(LanguageModelTrainer trainer, Corpus corpus)
    {
        var model = trainer.Model;
        return string.Create(
            _culture,
            $"{corpus.Tokens.Length:N0} tokens, {corpus.Vocabulary.Count:N0} different; {Describe(model.Options)}, "
            + $"{model.Parameters.Count:N0} parameters; {Count(model.Engine.Threads, "thread")}");
    }

    /// <summary>What is trained on what.</summary>
    internal static string Describe(Seq2SeqTrainer trainer, PairCorpus pairs)
    {
        var model = trainer.Model;
        return string.Create(
            _culture,
            $"{Count(pairs.Count, "pair")}, {pairs.SourceCodec.Vocabulary.Count:N0} and {pairs.TargetCodec.Vocabulary.Count:N0} "
            + $"different tokens; {Describe(model.Options)}, {model.Parameters.Count:N0} parameters; "
            + $"{Count(model.Engine.Threads, "thread")}");
    }

    /// <summary>What is trained on what.</summary>
    internal static string Describe(TimeSeriesTrainer trainer, TimeSeries series)
    {
        var model = trainer.Model;
        return string.Create(
            _culture,
            $"{Count(series.Count, "row")} of {string.Join(", ", series.Channels)}; {Describe(model.Options)}, "
            + $"{Count(model.Parameters.Count, "parameter")}; {Count(model.Engine.Threads, "thread")}");
    }

    /// <summary>How ranks train together; nothing where one process trains alone.</summary>
    internal static string Together(Trainer trainer) => trainer.Ranks is { } ranks
        ? string.Create(
            _culture,
            $" each; {Count(ranks.Size, "rank")} together, global batch of {GlobalBatch.Of(trainer)}, "
            + $"learning rate {trainer.LearningRate:R}")
        : "";

    /// <summary>What a time-series model is made of.</summary>
    internal static string Describe(TimeSeriesModelOptions options) => string.Create(
        _culture,
        $"{KindOf(options)} on windows of {options.Window:N0}");

    /// <summary>The recurrent parts of a translator.</summary>
    internal static string Describe(Seq2SeqOptions options) => string.Create(
        _culture,
        $"{NameOf(options.Cell)}, 2 × {Count(options.Layers, "layer")} of {options.Hidden:N0}"
        + $"{(options.IsBidirectional ? ReadingOf(options) : "")}, {AttentionOf(options.Attention)}, "
        + $"embeddings of {options.Embed:N0}");

    /// <summary>The recurrent part of a tagger or a classifier.</summary>
    internal static string Describe(SequenceLabellerOptions options) => string.Create(
        _culture,
        $"{NameOf(options.Cell)}, {Count(options.Layers, "layer")} of {options.Hidden:N0}"
        + $"{(options.IsBidirectional ? " in each direction" : "")}, embeddings of {options.Embed:N0}");

    /// <summary>The recurrent part of a model.</summary>
    internal static string Describe(LanguageModelOptions options) => string.Create(
        _culture,
        $"{NameOf(options.Cell)}, {Count(options.Layers, "layer")} of {SizesOf(options)}{ProjectionOf(options)}, {InputOf(options)}");

    /// <summary>What an epoch came to.</summary>
    internal static string Describe(EpochResult epoch, LossKind kind = LossKind.CrossEntropy) => string.Create(
        _culture,
        $"epoch {epoch.Epoch} {LossOf(epoch, kind)} {epoch.TokensPerSecond:N0} {UnitOf(kind)}/s {epoch.Duration.TotalSeconds:F2} s");

    /// <summary>What a step came to, beside a bar.</summary>
    internal static string Describe(TrainingStep step, LossKind kind, double rate)
    {
        var loss = kind == LossKind.CrossEntropy
            ? string.Create(_culture, $"loss {step.Loss:F3} perplexity {Math.Exp(step.Loss):F2}")
            : string.Create(_culture, $"loss {step.Loss:G4}");
        return string.Create(_culture, $"epoch {step.Epoch} {loss} {rate:N0} {UnitOf(kind)}/s");
    }

    /// <summary>A number with its noun.</summary>
    internal static string Count(long number, string noun) =>
        string.Create(_culture, $"{number:N0} {noun}{(number == 1 ? "" : "s")}");

    private static string NameOf(CellKind cell) => cell switch
    {
        CellKind.RnnTanh => "RNN (tanh)",
        CellKind.RnnRelu => "RNN (ReLU)",
        CellKind.GruResetBefore => "GRU (reset before)",
        CellKind.GruResetAfter => "GRU (reset after)",
        _ => "LSTM",
    };

    private static string SizesOf(LanguageModelOptions options) => options.HiddenSizes.Count > 0
        ? string.Join(", ", options.HiddenSizes.Select(size => size.ToString("N0", _culture)))
        : options.Hidden.ToString("N0", _culture);

    private static string ProjectionOf(LanguageModelOptions options) =>
        options.Projection > 0 ? string.Create(_culture, $" projected to {options.Projection:N0}") : "";

    private static string InputOf(LanguageModelOptions options) =>
        options.Embed > 0 ? string.Create(_culture, $"embedding of {options.Embed:N0}") : "one-hot input";

    private static string ReadingOf(Seq2SeqOptions options) =>
        $", source read both ways{(options.Merge == BidirectionalMerge.Sum ? " and summed" : "")}";

    private static string AttentionOf(AttentionKind attention) => attention switch
    {
        AttentionKind.Dot => "dot attention",
        AttentionKind.General => "general attention",
        AttentionKind.Additive => "additive attention",
        _ => "no attention",
    };

    private static string KindOf(TimeSeriesModelOptions options)
    {
        var layers = string.Create(_culture, $"{Count(options.Layers, "layer")} of {options.Hidden:N0}");
        return options.Kind switch
        {
            SeriesModelKind.Linear => "linear",
            SeriesModelKind.Mlp => $"MLP, {layers}",
            _ => $"{NameOf(options.Cell)}, {layers}",
        };
    }

    private static string UnitOf(LossKind kind) => kind == LossKind.CrossEntropy ? "tokens" : "numbers";

    // Squared errors become small: significant digits rather than decimals.
    private static string LossOf(EpochResult epoch, LossKind kind) => kind == LossKind.CrossEntropy
        ? string.Create(_culture, $"loss {epoch.Loss.Mean:F4}{TextbookOf(epoch)} perplexity {epoch.Perplexity:F3}{ValidationOf(epoch)}")
        : string.Create(_culture, $"loss {epoch.Loss.Mean:G4}")
            + (epoch.Validation is { } measured ? string.Create(_culture, $" valid_loss {measured.Mean:G4}") : "");

    private static string TextbookOf(EpochResult epoch) =>
        epoch.TextbookLoss is { } loss ? string.Create(_culture, $" (textbook {loss:F4})") : "";

    private static string ValidationOf(EpochResult epoch)
    {
        var loss = epoch.Validation is { } measured
            ? string.Create(_culture, $" valid_perplexity {measured.Perplexity:F3}")
            : "";
        return epoch.ValidationBleu is { } bleu ? string.Create(_culture, $"{loss} valid_bleu {bleu:F2}") : loss;
    }
}
