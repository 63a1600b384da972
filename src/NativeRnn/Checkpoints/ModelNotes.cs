using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace NativeRnn;

/// <summary>What files of other formats say, in their metadata, of a language model beside its weights.</summary>
/// <param name="Cell">The cell; null where the file does not say.</param>
/// <param name="Bias">Which biases it had before they became what the format has.</param>
/// <param name="Codec">How text becomes tokens.</param>
internal sealed record ModelNotes(CellKind? Cell, Bias? Bias, TextCodec? Codec)
{
    /// <summary>Key of <see cref="CellKind"/>'s member.</summary>
    internal const string CellKey = "nativernn.cell";

    /// <summary>Key of <see cref="NativeRnn.Bias"/>'s member.</summary>
    internal const string BiasKey = "nativernn.bias";

    /// <summary>Key of <see cref="Normalization"/>'s member.</summary>
    internal const string NormalizationKey = "nativernn.normalization";

    /// <summary>Key of <see cref="TokenUnit"/>'s member.</summary>
    internal const string UnitKey = "nativernn.token_unit";

    /// <summary>Key of the tokens by index, as a JSON array of strings.</summary>
    internal const string VocabularyKey = "nativernn.vocabulary";

    // Goes to no web page: letters of all languages stay as they are.
    private static readonly JsonWriterOptions _readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>What is to be said of a model.</summary>
    internal static ModelNotes Of(LanguageModel model) => new(model.Options.Cell, model.Options.Bias, model.Codec);

    /// <summary>Reads what a file says; keys of others are passed over.</summary>
    /// <param name="metadata">The file's texts.</param>
    /// <param name="path">What errors call the file.</param>
    /// <exception cref="CheckpointException">One of our keys has a value that is none.</exception>
    internal static ModelNotes Read(IReadOnlyList<KeyValuePair<string, string>> metadata, string path)
    {
        return new ModelNotes(Member<CellKind>(CellKey), Member<Bias>(BiasKey), Codec());

        string? Text(string key) => metadata.FirstOrDefault(text => text.Key == key).Value;

        T? Member<T>(string key)
            where T : struct, Enum => Text(key) is not { } word ? null
                : Enum.TryParse(word, out T value) && value.ToString() == word ? value
                : throw new CheckpointException($"{path} says {key} = \"{word}\", which this version does not know.");

        TextCodec? Codec() =>
            (Member<Normalization>(NormalizationKey), Member<TokenUnit>(UnitKey), Text(VocabularyKey)) is
                ({ } normalization, { } unit, { } tokens)
                ? new TextCodec(Tokens(tokens, path), normalization, unit)
                : null;
    }

    /// <summary>The texts that say it, in an order of their own: equal models give equal bytes.</summary>
    internal IEnumerable<KeyValuePair<string, string>> Write()
    {
        yield return new(CellKey, $"{Cell}");
        yield return new(BiasKey, $"{Bias}");
        if (Codec is not null)
        {
            yield return new(NormalizationKey, $"{Codec.Normalization}");
            yield return new(UnitKey, $"{Codec.Unit}");
            yield return new(VocabularyKey, Json(Codec.Vocabulary.Tokens));
        }
    }

    private static Vocabulary Tokens(string json, string path)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            return Vocabulary.FromTokens([.. document.RootElement.EnumerateArray().Select(token => token.GetString()!)]);
        }
        catch (Exception malformed) when (malformed is JsonException or InvalidOperationException or ArgumentException)
        {
            throw new CheckpointException($"{path} holds a vocabulary that is none: {malformed.Message}", malformed);
        }
    }

    private static string Json(IReadOnlyList<string> tokens)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes, _readable))
        {
            json.WriteStartArray();
            foreach (var token in tokens)
            {
                json.WriteStringValue(token);
            }
            json.WriteEndArray();
        }
        return Encoding.UTF8.GetString(bytes.GetBuffer().AsSpan(0, (int)bytes.Length));
    }
}
