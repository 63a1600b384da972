using System.Globalization;
using System.Text.Json;

namespace NativeRnn.Cli;

/// <summary>What <c>train ngram</c> prints.</summary>
/// <param name="Model">The model.</param>
/// <param name="Options">What it is.</param>
/// <param name="Tokens">Those of its text.</param>
/// <param name="Seconds">Counting and smoothing; reading the file is not in it.</param>
internal sealed record NGramResult(NGramModel Model, NGramOptions Options, int Tokens, double Seconds)
{
    internal Loss? Validation { get; init; }

    private double TokensPerSecond => Tokens / Seconds;

    internal void WriteJson(Utf8JsonWriter json)
    {
        json.WriteNumber("order", Options.Order);
        json.WriteString("smoothing", NGramOptionGroup.WordOf(Options.Smoothing));
        json.WriteNumber("tokens", Tokens);
        json.WriteNumber("vocabulary_size", Model.Vocabulary.Count);
        NGramDescription.WriteCounts(json, Model);
        json.WriteReal("tokens_per_second", TokensPerSecond);
        json.WriteReal("seconds", Seconds);
        if (Validation is { } loss)
        {
            json.WriteNumber("valid_tokens", loss.Count);
            json.WriteReal("valid_loss", loss.Mean);
            json.WriteReal("valid_perplexity", loss.Perplexity);
        }
    }

    internal void WriteText(TextWriter output)
    {
        var counts = string.Join(" + ", NGramDescription.CountsOf(Model));
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"order {Options.Order} {NGramOptionGroup.WordOf(Options.Smoothing)}, {counts} n-grams of "
            + $"{TrainingLines.Count(Tokens, "token")} in {Seconds:F2} s, {TokensPerSecond:F0} tokens/s"));
        if (Validation is { } loss)
        {
            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"valid tokens {loss.Count} loss {loss.Mean:F6} perplexity {loss.Perplexity:F4}"));
        }
    }
}
