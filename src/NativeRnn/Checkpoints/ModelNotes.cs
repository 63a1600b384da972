using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace NativeRnn;

/// <summary>What files of other formats say, in their metadata, of a model beside its weights.</summary>
/// <param name="Cell">The cell; null where the file does not say.</param>
/// <param name="Bias">Which biases it had before they became what the format has.</param>
/// <param name="Codec">How text becomes tokens; of a translator, source sentences.</param>
/// <param name="Target">How target sentences become tokens; null of a language model.</param>
internal sealed record ModelNotes(CellKind? Cell, Bias? Bias, TextCodec? Codec, TextCodec? Target = null)
{
    /// <summary>Key of <see cref="CellKind"/>'s member.</summary>
    internal const string CellKey = Text + "cell";

    /// <summary>Key of <see cref="NativeRnn.Bias"/>'s member.</summary>
    internal const string BiasKey = Text + "bias";

    /// <summary>Key of the tokens by index, as a JSON array of strings.</summary>
    internal const string VocabularyKey = Text + VocabularyName;

    private const string Text = "nativernn."; // what the keys of a language model's text begin with
    private const string SourceText = "nativernn.source_";
    private const string TargetText = "nativernn.target_";
    private const string NormalizationName = "normalization";
    private const string UnitName = "token_unit";
    private const string VocabularyName = "vocabulary";
    private const string SpacesName = "byte_pair_spaces";
    private const string MergesName = "byte_pair_merges"; // one on each line, a space between, as in GPT-2's merges.txt

    // Goes to no web page: letters of all languages stay as they are.
    private static readonly JsonWriterOptions _readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>What is to be said of a language model.</summary>
    internal static ModelNotes Of(LanguageModel model) => new(model.Options.Cell, model.Options.Bias, model.Codec);

    /// <summary>What is to be said of a translator.</summary>
    internal static ModelNotes Of(Seq2SeqModel model) =>
        new(model.Options.Cell, model.Options.Bias, model.Source, model.Target);

    /// <summary>Reads what a file says; keys of others are passed over.</summary>
    /// <param name="metadata">The file's texts.</param>
    /// <param name="path">What errors call the file.</param>
    /// <exception cref="CheckpointException">One of our keys has a value that is none.</exception>
    internal static ModelNotes Read(IReadOnlyList<KeyValuePair<string, string>> metadata, string path)
    {
        return new ModelNotes(
            Member<CellKind>(CellKey), Member<Bias>(BiasKey), Codec(Text) ?? Codec(SourceText), Codec(TargetText));

        string? Value(string key) => metadata.FirstOrDefault(text => text.Key == key).Value;

        T? Member<T>(string key)
            where T : struct, Enum => Value(key) is not { } word ? null
                : Enum.TryParse(word, out T value) && value.ToString() == word ? value
                : throw new CheckpointException($"{path} says {key} = \"{word}\", which this version does not know.");

        TextCodec? Codec(string text) =>
            (Member<Normalization>(text + NormalizationName), Member<TokenUnit>(text + UnitName), Value(text + VocabularyName)) is
                ({ } normalization, { } unit, { } tokens)
                ? Decoded(() => new TextCodec(Tokens(tokens, path), normalization, TokenizerOf(text, unit)), path)
                : null;

        Tokenizer TokenizerOf(string text, TokenUnit unit) =>
            unit == TokenUnit.BytePair && Member<BytePairSpaces>(text + SpacesName) is { } spaces && Value(text + MergesName) is { } merges
                ? new BytePairTokenizer(new BytePairCode(Merges(merges), spaces))
                : Tokenizer.For(unit);
    }

    /// <summary>The texts that say it, in an order of their own: equal models give equal bytes.</summary>
    internal IEnumerable<KeyValuePair<string, string>> Write()
    {
        yield return new(CellKey, $"{Cell}");
        yield return new(BiasKey, $"{Bias}");
        foreach (var text in Write(Target is null ? Text : SourceText, Codec).Concat(Write(TargetText, Target)))
        {
            yield return text;
        }
    }

    private static IEnumerable<KeyValuePair<string, string>> Write(string text, TextCodec? codec) => codec is null ? [] :
    [
        new(text + NormalizationName, $"{codec.Normalization}"),
        new(text + UnitName, $"{codec.Unit}"),
        new(text + VocabularyName, Json(codec.Vocabulary.Tokens)),
        .. codec.BytePairs is { } code ? Write(text, code) : [],
    ];

    private static KeyValuePair<string, string>[] Write(string text, BytePairCode code) =>
    [
        new(text + SpacesName, $"{code.Spaces}"),
        new(text + MergesName, string.Join('\n', code.Merges.Select(merge => $"{merge.Left} {merge.Right}"))),
    ];

    private static IEnumerable<BytePairMerge> Merges(string lines) =>
        from line in lines.Split('\n', StringSplitOptions.RemoveEmptyEntries)
        let space = line.IndexOf(' ', StringComparison.Ordinal)
        select space < 0 ? new BytePairMerge(line, "") : new BytePairMerge(line[..space], line[(space + 1)..]);

    private static TextCodec Decoded(Func<TextCodec> decode, string path)
    {
        try
        {
            return decode();
        }
        catch (ArgumentException malformed)
        {
            throw new CheckpointException($"{path} holds tokens that do not fit together: {malformed.Message}", malformed);
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
