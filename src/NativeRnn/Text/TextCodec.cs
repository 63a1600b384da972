using System.Text;

namespace NativeRnn;

/// <summary>Turns texts into token ids and back: normalisation, tokenizer and vocabulary in one.</summary>
/// <remarks>Immutable; may be used from many threads at once.</remarks>
public sealed class TextCodec
{
    /// <summary>Puts the three together.</summary>
    /// <param name="vocabulary">The tokens that are known.</param>
    /// <param name="normalization">What is done to a text first.</param>
    /// <param name="unit">What one token is.</param>
    /// <exception cref="ArgumentOutOfRangeException">
    /// <paramref name="normalization"/> or <paramref name="unit"/> is no member.
    /// </exception>
    public TextCodec(Vocabulary vocabulary, Normalization normalization, TokenUnit unit)
    {
        ArgumentNullException.ThrowIfNull(vocabulary);
        if (!Enum.IsDefined(normalization))
        {
            throw new ArgumentOutOfRangeException(
                nameof(normalization), normalization, "Choose the normalisation None, Lower or Letters.");
        }

        Vocabulary = vocabulary;
        Normalization = normalization;
        Tokenizer = Tokenizer.For(unit);
    }

    /// <summary>The tokens that are known.</summary>
    public Vocabulary Vocabulary { get; }

    /// <summary>What is done to a text first.</summary>
    public Normalization Normalization { get; }

    /// <summary>What one token is.</summary>
    public TokenUnit Unit => Tokenizer.Unit;

    /// <summary>What cuts texts into tokens.</summary>
    public Tokenizer Tokenizer { get; }

    /// <summary>Turns a text into token ids.</summary>
    /// <param name="text">Any text, such as a prompt.</param>
    /// <returns>The ids, none for a text without tokens, and what was not known.</returns>
    public EncodedText Encode(string text) =>
        EncodeNormalized(TextNormalizer.Normalize(text, Normalization, Tokenizer.LineSeparator), int.MaxValue);

    /// <summary>Turns token ids into text.</summary>
    /// <param name="ids">Each 0 to the vocabulary's count − 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">An id is outside.</exception>
    public string Decode(ReadOnlySpan<int> ids) => Tokenizer.Detokenize(Vocabulary.Decode(ids));

    /// <summary>Appends what one token adds to a text, so that text can be shown as it is made.</summary>
    /// <param name="text">The text so far, or any part of it.</param>
    /// <param name="id">0 to the vocabulary's count − 1.</param>
    /// <param name="first">Whether it begins the whole text, so that nothing separates it from what is before.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="id"/> is outside.</exception>
    public void AppendTo(StringBuilder text, int id, bool first) => Tokenizer.AppendTo(text, Vocabulary[id], first);

    internal EncodedText EncodeNormalized(string normalized, int maxTokens)
    {
        List<int> ids = [];
        HashSet<string> seen = new(StringComparer.Ordinal);
        List<string> unknownTokens = [];
        int unknownCount = 0;
        Tokenizer.Visit(normalized, token =>
        {
            if (!Vocabulary.TryGetIndex(token, out int id))
            {
                unknownCount++;
                string unknown = token.ToString();
                if (seen.Add(unknown))
                {
                    unknownTokens.Add(unknown);
                }
            }

            ids.Add(id);
            return ids.Count < maxTokens;
        });
        return new EncodedText(ids.ToArray(), unknownTokens, unknownCount);
    }
}
