using System.Text;

namespace NativeRnn;

/// <summary>Turns texts into token ids and back: normalisation, tokenizer and vocabulary in one.</summary>
/// <remarks>Immutable; may be used from many threads at once.</remarks>
public sealed class TextCodec
{
    private delegate bool TokenLookup(ReadOnlySpan<char> token, out int id);

    /// <summary>Puts the three together.</summary>
    /// <param name="vocabulary">The tokens that are known.</param>
    /// <param name="normalization">What is done to a text first.</param>
    /// <param name="unit">What one token is.</param>
    /// <exception cref="ArgumentOutOfRangeException">
    /// <paramref name="normalization"/> or <paramref name="unit"/> is no member.
    /// </exception>
    public TextCodec(Vocabulary vocabulary, Normalization normalization, TokenUnit unit)
        : this(vocabulary, normalization, Tokenizer.For(unit))
    {
    }

    /// <summary>Puts the three together.</summary>
    /// <param name="vocabulary">The tokens that are known.</param>
    /// <param name="normalization">What is done to a text first.</param>
    /// <param name="tokenizer">What cuts texts into tokens, such as a <see cref="BytePairTokenizer"/>.</param>
    /// <exception cref="ArgumentException">
    /// <paramref name="vocabulary"/> lacks a token of a <see cref="BytePairCode"/>, all of which a text may have.
    /// </exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="normalization"/> is no member.</exception>
    public TextCodec(Vocabulary vocabulary, Normalization normalization, Tokenizer tokenizer)
    {
        ArgumentNullException.ThrowIfNull(vocabulary);
        ArgumentNullException.ThrowIfNull(tokenizer);
        if (!Enum.IsDefined(normalization))
        {
            throw new ArgumentOutOfRangeException(
                nameof(normalization), normalization, "Choose the normalisation None, Lower, Letters or Separated.");
        }

        Vocabulary = vocabulary;
        Normalization = normalization;
        Tokenizer = tokenizer;
        if (BytePairs?.Tokens.FirstOrDefault(token => !vocabulary.TryGetIndex(token, out _)) is { } missing)
        {
            throw new ArgumentException(
                $"The vocabulary lacks the byte pair '{missing}'; it must hold all tokens of the code.", nameof(vocabulary));
        }
    }

    /// <summary>The tokens that are known.</summary>
    public Vocabulary Vocabulary { get; }

    /// <summary>What is done to a text first.</summary>
    public Normalization Normalization { get; }

    /// <summary>What one token is.</summary>
    public TokenUnit Unit => Tokenizer.Unit;

    /// <summary>What cuts texts into tokens.</summary>
    public Tokenizer Tokenizer { get; }

    /// <summary>The merges of byte pairs; null where tokens are characters or words.</summary>
    public BytePairCode? BytePairs => (Tokenizer as BytePairTokenizer)?.Code;

    /// <summary>Turns a text into token ids.</summary>
    /// <param name="text">Any text, such as a prompt.</param>
    /// <returns>The ids, none for a text without tokens, and what was not known.</returns>
    public EncodedText Encode(string text) =>
        EncodeNormalized(TextNormalizer.Normalize(text, Normalization, Tokenizer.LineSeparator), int.MaxValue);

    /// <summary>Turns one sentence into the ids that an encoder reads: its tokens, then the end token.</summary>
    /// <param name="text">Any text; empty ones have the end token alone.</param>
    /// <param name="steps">
    /// The longest result, end token included, at least 1; what is behind is cut, the end token too. Default: no limit.
    /// </param>
    /// <returns>
    /// The ids, and what was not known; the words <c>&lt;pad&gt;</c>, <c>&lt;bos&gt;</c> and <c>&lt;eos&gt;</c> in a
    /// text are unknown words, not marks.
    /// </returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="steps"/> is below 1.</exception>
    /// <exception cref="InvalidOperationException">
    /// The vocabulary has no <see cref="Vocabulary.SentenceMarks"/>.
    /// </exception>
    public EncodedText EncodeSentence(string text, int steps = int.MaxValue)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(steps, 1);
        if (!Vocabulary.HasSentenceMarks)
        {
            throw new InvalidOperationException(
                "The vocabulary has no <pad>, <bos> and <eos> at indices 1 to 3; take the codec of a PairCorpus.");
        }

        string normalized = TextNormalizer.Normalize(text, Normalization, Tokenizer.LineSeparator);
        EncodedText words = Encode(normalized, int.MaxValue, TryGetWord);
        int[] ids = [.. words.Ids.Span[..Math.Min(words.Ids.Length, steps)]];
        return new EncodedText(
            ids.Length < steps ? [.. ids, Vocabulary.EndIndex] : ids, words.UnknownTokens, words.UnknownCount);
    }

    /// <summary>
    /// Turns token ids into text; words of a <see cref="Normalization.Separated"/> text are joined without the spaces
    /// that the normalisation put before <c>, . ! ?</c>.
    /// </summary>
    /// <param name="ids">Each 0 to the vocabulary's count − 1; none of them is left out.</param>
    /// <remarks>Byte pairs are joined as bytes; what is not UTF-8 of them becomes U+FFFD.</remarks>
    /// <exception cref="ArgumentOutOfRangeException">An id is outside.</exception>
    public string Decode(ReadOnlySpan<int> ids)
    {
        StringBuilder text = new();
        TextJoiner joiner = CreateJoiner();
        foreach (int id in ids)
        {
            joiner.Append(text, id);
        }

        joiner.Finish(text);
        return text.ToString();
    }

    /// <summary>Joins tokens one by one as <see cref="Decode"/> does, so that text can be shown as it is made.</summary>
    /// <returns>Stands at the beginning of a text.</returns>
    public TextJoiner CreateJoiner() => new(this);

    /// <summary>
    /// Appends what one token adds to a text, as <see cref="Decode"/> joins them. Where a token may end within a
    /// character, as byte pairs do, take a joiner (<see cref="CreateJoiner"/>).
    /// </summary>
    /// <param name="text">The text so far, or any part of it.</param>
    /// <param name="id">0 to the vocabulary's count − 1.</param>
    /// <param name="first">Whether it begins the whole text, so that nothing separates it from what is before.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="id"/> is outside.</exception>
    public void AppendTo(StringBuilder text, int id, bool first)
    {
        string token = Vocabulary[id];
        Tokenizer.AppendTo(text, token, first || WasSeparated(token));
    }

    /// <summary>Whether each id stands for the same token as another codec's; how texts are normalised may differ.</summary>
    internal bool HasTokensOf(TextCodec other) =>
        ReferenceEquals(this, other)
        || ((BytePairs is { } code ? code.IsSameAs(other.BytePairs) : other.BytePairs is null)
            && (ReferenceEquals(Vocabulary, other.Vocabulary)
                || Vocabulary.Tokens.SequenceEqual(other.Vocabulary.Tokens, StringComparer.Ordinal)));

    internal EncodedText EncodeNormalized(string normalized, int maxTokens) =>
        Encode(normalized, maxTokens, Vocabulary.TryGetIndex);

    /// <summary>Looks a word of a sentence up; the sentence marks are no words.</summary>
    internal bool TryGetWord(ReadOnlySpan<char> token, out int id)
    {
        bool known = Vocabulary.TryGetIndex(token, out id) && id is 0 or > Vocabulary.EndIndex;
        id = known ? id : Vocabulary.UnknownIndex;
        return known;
    }

    // Separated text has a space before each of these, so that a word that begins with one belongs to the word before.
    private bool WasSeparated(string token) =>
        Normalization == Normalization.Separated && Unit == TokenUnit.Word && TextNormalizer.IsSeparated(token[0]);

    private EncodedText Encode(string normalized, int maxTokens, TokenLookup lookup)
    {
        List<int> ids = [];
        HashSet<string> seen = new(StringComparer.Ordinal);
        List<string> unknownTokens = [];
        int unknownCount = 0;
        Tokenizer.Visit(normalized, token =>
        {
            if (!lookup(token, out int id))
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
