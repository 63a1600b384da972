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

    /// <summary>The recurrent parts of a translator.</summary>
    internal static string Describe(Seq2SeqOptions options) => string.Create(
        _culture,
        $"{NameOf(options.Cell)}, 2 × {Count(options.Layers, "layer")} of {options.Hidden:N0}"
        + $"{(options.IsBidirectional ? ReadingOf(options) : "")}, {AttentionOf(options.Attention)}, "
        + $"embeddings of {options.Embed:N0}");

    /// <summary>The recurrent part of a model.</summary>
    internal static string Describe(LanguageModelOptions options) => string.Create(
        _culture,
        $"{NameOf(options.Cell)}, {Count(options.Layers, "layer")} of {SizesOf(options)}, {InputOf(options)}");

    /// <summary>What an epoch came to.</summary>
    internal static string Describe(EpochResult epoch) => string.Create(
        _culture,
        $"epoch {epoch.Epoch} loss {epoch.Loss.Mean:F4}{TextbookOf(epoch)} perplexity {epoch.Perplexity:F3}{ValidationOf(epoch)} "
        + $"{epoch.TokensPerSecond:N0} tokens/s {epoch.Duration.TotalSeconds:F2} s");

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
