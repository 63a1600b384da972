using System.Text.Json;

namespace NativeRnn;

/// <summary>The tokens that a model knows, each with its index.</summary>
/// <remarks>
/// Index 0 is <c>&lt;unk&gt;</c>, then come reserved tokens, then the others by falling frequency, ties by first
/// appearance. Immutable; may be used from many threads at once.
/// </remarks>
public sealed class Vocabulary
{
    /// <summary>The token that stands for all unknown ones.</summary>
    public const string Unknown = "<unk>";

    /// <summary>The index of <see cref="Unknown"/>.</summary>
    public const int UnknownIndex = 0;

    /// <summary>The token that fills short sequences of a batch up; learnt by no model.</summary>
    public const string Padding = "<pad>";

    /// <summary>The token that a decoder begins with.</summary>
    public const string Begin = "<bos>";

    /// <summary>The token that ends a sentence.</summary>
    public const string End = "<eos>";

    /// <summary>The index of <see cref="Padding"/> in a vocabulary of sentences.</summary>
    public const int PaddingIndex = 1;

    /// <summary>The index of <see cref="Begin"/> in a vocabulary of sentences.</summary>
    public const int BeginIndex = 2;

    /// <summary>The index of <see cref="End"/> in a vocabulary of sentences.</summary>
    public const int EndIndex = 3;

    private readonly string[] _tokens;
    private readonly Dictionary<string, int> _indices;
    private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> _indexOf;

    internal Vocabulary(string[] tokens, long[]? frequencies)
    {
        _tokens = tokens;
        _indices = new Dictionary<string, int>(tokens.Length, StringComparer.Ordinal);
        for (int index = 0; index < tokens.Length; index++)
        {
            _indices.Add(tokens[index], index);
        }

        _indexOf = _indices.GetAlternateLookup<ReadOnlySpan<char>>();
        Tokens = Array.AsReadOnly(tokens);
        Frequencies = frequencies is null ? null : Array.AsReadOnly(frequencies);
    }

    /// <summary>The reserved tokens of a vocabulary of sentences: padding, begin, end.</summary>
    public static IReadOnlyList<string> SentenceMarks { get; } = Array.AsReadOnly(new[] { Padding, Begin, End });

    /// <summary>
    /// Whether <see cref="SentenceMarks"/> follow <see cref="Unknown"/>, as sentence pairs need it.
    /// </summary>
    public bool HasSentenceMarks => Count > EndIndex
        && (_tokens[PaddingIndex], _tokens[BeginIndex], _tokens[EndIndex]) == (Padding, Begin, End);

    /// <summary>How many tokens there are, <see cref="Unknown"/> and reserved ones included.</summary>
    public int Count => _tokens.Length;

    /// <summary>The tokens by index.</summary>
    public IReadOnlyList<string> Tokens { get; }

    /// <summary>
    /// How often each token occurred in the text that the vocabulary was built from, by index; that of
    /// <see cref="Unknown"/> is the sum over tokens too rare to be known, so that the sum over all is the length of
    /// the text. Null where the text is not known.
    /// </summary>
    public IReadOnlyList<long>? Frequencies { get; }

    /// <summary>The token at an index.</summary>
    /// <param name="index">0 to <see cref="Count"/> − 1.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="index"/> is outside.</exception>
    public string this[int index]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfNegative(index);
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, _tokens.Length);
            return _tokens[index];
        }
    }

    /// <summary>The index of a token; that of <see cref="Unknown"/> where it is not known.</summary>
    /// <param name="token">Any token.</param>
    public int this[string token] => _indices.GetValueOrDefault(token, UnknownIndex);

    /// <summary>Builds a vocabulary from the tokens of a text.</summary>
    /// <param name="tokens">The tokens in their order, repeated as often as they occur.</param>
    /// <param name="reserved">Tokens that follow <see cref="Unknown"/> whether they occur or not; default none.</param>
    /// <param name="minFrequency">Tokens that occur less often are unknown; default 1: all are known.</param>
    /// <exception cref="ArgumentException">A reserved token is empty, repeated or <see cref="Unknown"/>.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="minFrequency"/> is negative.</exception>
    public static Vocabulary Build(
        IEnumerable<string> tokens, IReadOnlyList<string>? reserved = null, int minFrequency = 1)
    {
        ArgumentNullException.ThrowIfNull(tokens);
        ArgumentOutOfRangeException.ThrowIfNegative(minFrequency);
        RequireDistinct([Unknown, .. reserved ?? []], nameof(reserved));
        VocabularyBuilder builder = new();
        foreach (string token in tokens)
        {
            builder.Add(token);
        }

        return builder.Build(reserved ?? [], minFrequency);
    }

    /// <summary>Restores a vocabulary from its tokens, as a checkpoint stores them.</summary>
    /// <param name="tokens">By index: <see cref="Unknown"/> first, no token empty, none twice.</param>
    /// <exception cref="ArgumentException"><paramref name="tokens"/> are not so.</exception>
    public static Vocabulary FromTokens(IReadOnlyList<string> tokens)
    {
        ArgumentNullException.ThrowIfNull(tokens);
        if (tokens.Count == 0 || tokens[UnknownIndex] != Unknown)
        {
            throw new ArgumentException($"A vocabulary must begin with the token {Unknown}.", nameof(tokens));
        }

        RequireDistinct(tokens, nameof(tokens));
        return new Vocabulary([.. tokens], null);
    }

    /// <summary>Reads a vocabulary from a UTF-8 file.</summary>
    /// <param name="path">
    /// One token per line by index, <see cref="Unknown"/> first, nothing trimmed; or, where its name ends in
    /// <c>.json</c>, an array of strings, in which a token may be a line end.
    /// </param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="IOException"><paramref name="path"/> is a folder, or the file cannot be read.</exception>
    /// <exception cref="InvalidDataException">The file is not UTF-8, or holds no such list.</exception>
    public static Vocabulary FromFile(string path)
    {
        try
        {
            return FromTokens(VocabularyFile.Read(path));
        }
        catch (Exception malformed) when (malformed is JsonException or InvalidOperationException
            || malformed is ArgumentException { ParamName: "tokens" })
        {
            var reason = malformed.Message.Replace(" (Parameter 'tokens')", "", StringComparison.Ordinal);
            throw new InvalidDataException($"The file '{path}' holds no vocabulary: {reason}", malformed);
        }
    }

    /// <summary>The index of a token, without a string for it; that of <see cref="Unknown"/> where not known.</summary>
    /// <param name="token">Any token.</param>
    public int IndexOf(ReadOnlySpan<char> token) => _indexOf.TryGetValue(token, out int index) ? index : UnknownIndex;

    /// <summary>Looks a token up.</summary>
    /// <param name="token">Any token.</param>
    /// <param name="index">Its index; that of <see cref="Unknown"/> where it is not known.</param>
    /// <returns>Whether the token is known.</returns>
    public bool TryGetIndex(ReadOnlySpan<char> token, out int index) => _indexOf.TryGetValue(token, out index);

    /// <summary>The indices of tokens.</summary>
    /// <param name="tokens">Any tokens; unknown ones get the index of <see cref="Unknown"/>.</param>
    public int[] Encode(IEnumerable<string> tokens)
    {
        ArgumentNullException.ThrowIfNull(tokens);
        return [.. tokens.Select(token => this[token])];
    }

    /// <summary>The tokens at indices.</summary>
    /// <param name="indices">Each 0 to <see cref="Count"/> − 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">An index is outside.</exception>
    public string[] Decode(ReadOnlySpan<int> indices)
    {
        string[] tokens = new string[indices.Length];
        for (int i = 0; i < tokens.Length; i++)
        {
            tokens[i] = this[indices[i]];
        }

        return tokens;
    }

    private static void RequireDistinct(IReadOnlyList<string> tokens, string parameter)
    {
        HashSet<string> seen = new(StringComparer.Ordinal);
        for (int index = 0; index < tokens.Count; index++)
        {
            if (string.IsNullOrEmpty(tokens[index]))
            {
                throw new ArgumentException("Tokens of a vocabulary must not be empty.", parameter);
            }

            if (!seen.Add(tokens[index]))
            {
                throw new ArgumentException(
                    $"The token '{tokens[index]}' stands twice in the vocabulary; keep one of them.", parameter);
            }
        }
    }
}
