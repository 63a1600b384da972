using System.Collections.Concurrent;
using System.Text;

namespace NativeRnn;

/// <summary>Makes runs of bytes that byte-pair encoding learnt tokens; tokens are joined as bytes.</summary>
/// <remarks>
/// Any text comes back from its tokens as it was; half of a surrogate pair on its own, which UTF-8 cannot hold, comes back
/// as U+FFFD. The tokens of a piece of text are those that the merges make of its bytes, the earliest merge first, and
/// of equal ones the leftmost.
/// </remarks>
public sealed class BytePairTokenizer : Tokenizer
{
    private const int CachedLength = 64; // characters of a piece; longer ones hardly come twice
    private const int CachedPieces = 1 << 17; // some 20 MB at most

    /// <summary><see cref="LineSeparator"/> of all codes.</summary>
    internal const string Lines = "\n";

    private readonly ConcurrentDictionary<string, string[]> _cache = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, string[]>.AlternateLookup<ReadOnlySpan<char>> _cached;
    private int _cachedCount;

    /// <summary>A tokenizer of a code.</summary>
    /// <param name="code">The merges.</param>
    public BytePairTokenizer(BytePairCode code)
    {
        ArgumentNullException.ThrowIfNull(code);
        Code = code;
        _cached = _cache.GetAlternateLookup<ReadOnlySpan<char>>();
    }

    /// <summary>The merges.</summary>
    public BytePairCode Code { get; }

    /// <inheritdoc/>
    public override TokenUnit Unit => TokenUnit.BytePair;

    /// <inheritdoc/>
    public override string LineSeparator => Lines;

    /// <inheritdoc/>
    public override void Visit(ReadOnlySpan<char> text, TokenVisitor visitor)
    {
        ArgumentNullException.ThrowIfNull(visitor);
        BytePairPieces.Visit(text, Code.Spaces, piece => VisitPiece(piece, visitor));
    }

    /// <inheritdoc/>
    /// <remarks>A character that the token does not hold whole becomes U+FFFD.</remarks>
    public override void AppendTo(StringBuilder text, string token, bool first)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(token);
        ByteJoiner joiner = new(Code.Spaces, Normalization.None, isLineStart: first);
        joiner.Append(text, token);
        joiner.Finish(text);
    }

    internal override ByteJoiner CreateByteJoiner(Normalization normalization) =>
        new(Code.Spaces, normalization, isLineStart: true);

    /// <summary>Hands out the tokens of one piece.</summary>
    /// <returns>Whether the visitor wants more.</returns>
    internal bool VisitPiece(ReadOnlySpan<char> piece, TokenVisitor visitor)
    {
        foreach (string token in TokensOf(piece))
        {
            if (!visitor(token))
            {
                return false;
            }
        }

        return true;
    }

    private string[] TokensOf(ReadOnlySpan<char> piece)
    {
        if (_cached.TryGetValue(piece, out string[]? tokens))
        {
            return tokens;
        }

        byte[] bytes = new byte[Encoding.UTF8.GetByteCount(piece)];
        Encoding.UTF8.GetBytes(piece, bytes);
        tokens = BytePairEncoder.Encode(Code, bytes);
        if (piece.Length <= CachedLength && Volatile.Read(ref _cachedCount) < CachedPieces && _cached.TryAdd(piece, tokens))
        {
            Interlocked.Increment(ref _cachedCount);
        }

        return tokens;
    }
}
