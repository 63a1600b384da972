namespace NativeRnn;

/// <summary>What byte-pair encoding learnt: which two tokens become one, in order.</summary>
/// <remarks>
/// <para>
/// The first 256 tokens are the bytes of UTF-8, so that any text has tokens and comes back from them; each merge adds
/// the two tokens' bytes as one token. A byte is written as one character: printable Latin-1 ones as themselves, the
/// others as U+0100 and those behind it, the space as <c>Ġ</c> or <c>▁</c>.
/// </para>
/// <para>
/// Immutable; may be used from many threads at once. Sources: Sennrich, Haddow and Birch 2016, Neural Machine Translation
/// of Rare Words with Subword Units, section 3.2; the alphabet of bytes: Radford et al. 2019, section 2.2.
/// </para>
/// </remarks>
public sealed class BytePairCode
{
    /// <summary>The longest token in bytes; a pair that would become longer is not merged.</summary>
    public const int MaxTokenBytes = 256;

    private readonly Dictionary<(int Left, int Right), (int Rank, int Merged)> _ranks = [];
    private readonly BytePairTokens _tokens;
    private readonly (int Left, int Right)[] _numbers;

    /// <summary>Takes merges of another source.</summary>
    /// <param name="merges">In order; each of tokens that are bytes or made by merges before it.</param>
    /// <param name="spaces">How spaces are treated.</param>
    /// <exception cref="ArgumentException">
    /// A merge names a token that there is not yet, is there twice, or makes a token that is too long or a mark such as
    /// <c>&lt;unk&gt;</c>; the message says which.
    /// </exception>
    public BytePairCode(IEnumerable<BytePairMerge> merges, BytePairSpaces spaces)
        : this(spaces, (merges ?? throw new ArgumentNullException(nameof(merges))).Select(merge => (merge.Left, merge.Right)))
    {
    }

    private BytePairCode(BytePairSpaces spaces, IEnumerable<(string Left, string Right)> merges)
    {
        if (!Enum.IsDefined(spaces))
        {
            throw new ArgumentOutOfRangeException(nameof(spaces), spaces, "Choose the spaces Gpt2 or SentencePiece.");
        }

        Spaces = spaces;
        _tokens = new BytePairTokens(spaces);
        List<(int, int)> numbers = [];
        foreach ((string left, string right) in merges)
        {
            numbers.Add(Add(_tokens.NumberOf(left), _tokens.NumberOf(right), nameof(merges)));
        }

        _numbers = [.. numbers];
        Tokens = _tokens.Texts.AsReadOnly();
    }

    private BytePairCode(BytePairSpaces spaces, IEnumerable<(int Left, int Right)> numbers)
    {
        Spaces = spaces;
        _tokens = new BytePairTokens(spaces);
        _numbers = [.. numbers];
        foreach ((int left, int right) in _numbers)
        {
            Add(left, right, nameof(numbers));
        }

        Tokens = _tokens.Texts.AsReadOnly();
    }

    /// <summary>How spaces are treated.</summary>
    public BytePairSpaces Spaces { get; }

    /// <summary>How many merges there are.</summary>
    public int MergeCount => _numbers.Length;

    /// <summary>The merges in order.</summary>
    public IEnumerable<BytePairMerge> Merges =>
        _numbers.Select(pair => new BytePairMerge(Tokens[pair.Left], Tokens[pair.Right]));

    /// <summary>The tokens: 256 bytes, then what the merges made, in order; all different.</summary>
    public IReadOnlyList<string> Tokens { get; }

    /// <summary>The merges as indices into <see cref="Tokens"/>.</summary>
    internal IReadOnlyList<(int Left, int Right)> Numbers => _numbers;

    /// <summary>Learns merges from texts: again and again, the most frequent pair of neighbours becomes one token.</summary>
    /// <param name="texts">Normalised texts; no pair reaches from one into the next.</param>
    /// <param name="options">How many merges, and how spaces are treated; default <see cref="BytePairOptions"/>'s.</param>
    /// <param name="cancellation">Stops between two merges.</param>
    /// <returns>The code; the same for the same texts, in any order.</returns>
    /// <remarks>
    /// Of pairs equally frequent, the one whose left token comes first in <see cref="Tokens"/> is merged first, then the
    /// one whose right token does. Neighbours in a run of equal tokens all count, as in <c>aaa</c> two.
    /// </remarks>
    public static BytePairCode Learn(
        IEnumerable<string> texts, BytePairOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(texts);
        options ??= new BytePairOptions();
        VocabularyBuilder pieces = new();
        foreach (string text in texts)
        {
            BytePairPieces.Visit(text, options.Spaces, pieces.Add);
        }

        return Learn(pieces.Entries, options, cancellation);
    }

    /// <summary>Whether another code has the same merges and treats spaces alike.</summary>
    /// <param name="other">Any code.</param>
    public bool IsSameAs(BytePairCode? other) =>
        other is not null && Spaces == other.Spaces && _numbers.AsSpan().SequenceEqual(other._numbers);

    /// <summary>Learns from pieces that are counted already.</summary>
    internal static BytePairCode Learn(
        IEnumerable<(string Piece, long Count)> pieces, BytePairOptions options, CancellationToken cancellation = default) =>
        FromNumbers(new BytePairLearner(pieces, options).Learn(cancellation), options.Spaces);

    /// <summary>Restores a code.</summary>
    /// <exception cref="ArgumentException">The merges are none.</exception>
    internal static BytePairCode FromNumbers(IEnumerable<(int Left, int Right)> numbers, BytePairSpaces spaces) =>
        new(spaces, numbers);

    /// <summary>When two tokens are merged, 0 first, and into which; false where they are not.</summary>
    internal bool TryGetMerge(int left, int right, out (int Rank, int Merged) merge) =>
        _ranks.TryGetValue((left, right), out merge);

    private (int Left, int Right) Add(int left, int right, string parameter)
    {
        string? problem = !_tokens.Has(left) || !_tokens.Has(right) ? "names a token that no merge before it makes"
            : _ranks.ContainsKey((left, right)) ? "is there twice"
            : _tokens.FindProblem(left, right);
        if (problem is not null)
        {
            throw new ArgumentException($"Merge {_ranks.Count + 1} {problem}.", parameter);
        }

        _ranks.Add((left, right), (_ranks.Count, _tokens.Add(left, right)));
        return (left, right);
    }
}
