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

    /// <summary>The recurrent part of a model.</summary>
    internal static string Describe(LanguageModelOptions options) => string.Create(
        _culture,
        $"{NameOf(options.Cell)}, {Count(options.Layers, "layer")} of {options.Hidden:N0}, {InputOf(options)}");

    /// <summary>What an epoch came to.</summary>
    internal static string Describe(EpochResult epoch) => string.Create(
        _culture,
        $"epoch {epoch.Epoch} loss {epoch.Loss.Mean:F4} perplexity {epoch.Perplexity:F3}{ValidationOf(epoch)} "
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

    private static string InputOf(LanguageModelOptions options) =>
        options.Embed > 0 ? string.Create(_culture, $"embedding of {options.Embed:N0}") : "one-hot input";

    private static string ValidationOf(EpochResult epoch) =>
        epoch.Validation is { } loss ? string.Create(_culture, $" valid_perplexity {loss.Perplexity:F3}") : "";
}
