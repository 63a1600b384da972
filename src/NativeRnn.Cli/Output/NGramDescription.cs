using System.Globalization;
using System.Text.Json;

namespace NativeRnn.Cli;

/// <summary>Describes an n-gram model.</summary>
internal static class NGramDescription
{
    private const int TokensShown = 20;

    internal static void WriteJson(Utf8JsonWriter json, BackoffModel model)
    {
        json.WriteString("model", "n-gram model");
        json.WriteString("format", "ARPA");
        json.WriteNumber("order", model.Order);
        json.WriteString("normalize", Word(model.Codec.Normalization));
        json.WriteString("tokens", TokenUnits.WordOf(model.Codec.Unit));
        json.WriteNumber("vocabulary_size", model.Vocabulary.Count);
        json.WriteStartArray("first_tokens");
        foreach (var token in model.Vocabulary.Tokens.Take(TokensShown))
        {
            json.WriteStringValue(token);
        }

        json.WriteEndArray();
        WriteCounts(json, model);
    }

    internal static void WriteCounts(Utf8JsonWriter json, NGramModel model)
    {
        json.WriteStartArray("ngrams");
        foreach (var count in CountsOf(model))
        {
            json.WriteNumberValue(count);
        }

        json.WriteEndArray();
    }

    internal static void WriteText(TextWriter output, BackoffModel model)
    {
        output.WriteLine($"model         n-gram model of order {model.Order}");
        output.WriteLine($"text          {TokenUnits.WordOf(model.Codec.Unit)} tokens, normalisation {Word(model.Codec.Normalization)}");
        output.WriteLine($"vocabulary    {TrainingLines.Count(model.Vocabulary.Count, "token")}");
        for (var length = 1; length <= model.Order; length++)
        {
            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"{(length == 1 ? "n-grams" : ""),-14}{length}: {model.CountOf(length):N0}"));
        }

        output.WriteLine("format        ARPA");
    }

    internal static IEnumerable<int> CountsOf(NGramModel model) => Enumerable.Range(1, model.Order).Select(model.CountOf);

#pragma warning disable CA1308 // The command line's words are lower case.
    private static string Word<T>(T value)
        where T : struct, Enum => value.ToString().ToLowerInvariant();
#pragma warning restore CA1308
}
