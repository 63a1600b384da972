using System.Text;

namespace NativeRnn;

/// <summary>Cuts normalised text into tokens and puts tokens together into text.</summary>
/// <remarks>Immutable; may be used from many threads at once.</remarks>
public abstract class Tokenizer
{
    /// <summary>What one token is.</summary>
    public abstract TokenUnit Unit { get; }

    /// <summary>What must stay between lines when a text is normalised, so that no token runs across two.</summary>
    public abstract string LineSeparator { get; }

    /// <summary>The tokenizer for a unit that nothing has to be learnt for.</summary>
    /// <param name="unit">What one token is.</param>
    /// <exception cref="ArgumentOutOfRangeException">
    /// <paramref name="unit"/> is no member, or <see cref="TokenUnit.BytePair"/>, which needs a <see cref="BytePairCode"/>.
    /// </exception>
    public static Tokenizer For(TokenUnit unit) => unit switch
    {
        TokenUnit.Char => CharTokenizer.Instance,
        TokenUnit.Word => WordTokenizer.Instance,
        TokenUnit.BytePair => throw new ArgumentOutOfRangeException(
            nameof(unit), unit, "Byte pairs have to be learnt; make a BytePairTokenizer of a BytePairCode."),
        _ => throw new ArgumentOutOfRangeException(nameof(unit), unit, "Choose the token unit Char or Word."),
    };

    /// <summary>Hands out the tokens of a text in order, without a string for each.</summary>
    /// <param name="text">Normalised text.</param>
    /// <param name="visitor">Called for each token until it returns false.</param>
    public abstract void Visit(ReadOnlySpan<char> text, TokenVisitor visitor);

    /// <summary>Appends what a token adds to a text.</summary>
    /// <param name="text">The text so far, or any part of it.</param>
    /// <param name="token">The next token.</param>
    /// <param name="first">Whether it begins the whole text, so that nothing separates it from what is before.</param>
    /// <remarks>Where a token may end within a character, as byte pairs do, join with <see cref="Detokenize"/>.</remarks>
    public abstract void AppendTo(StringBuilder text, string token, bool first);

    /// <summary>Cuts a text into tokens.</summary>
    /// <param name="text">Normalised text.</param>
    /// <returns>The tokens in order; empty for a text without any.</returns>
    public IReadOnlyList<string> Tokenize(ReadOnlySpan<char> text)
    {
        List<string> tokens = [];
        Visit(text, token =>
        {
            tokens.Add(token.ToString());
            return true;
        });
        return tokens;
    }

    /// <summary>Puts tokens together into text.</summary>
    /// <param name="tokens">Tokens in order.</param>
    public string Detokenize(IEnumerable<string> tokens)
    {
        ArgumentNullException.ThrowIfNull(tokens);
        StringBuilder text = new();
        ByteJoiner? bytes = CreateByteJoiner(Normalization.None);
        bool first = true;
        foreach (string token in tokens)
        {
            if (bytes is null)
            {
                AppendTo(text, token, first);
            }

            bytes?.Append(text, token);
            first = false;
        }

        bytes?.Finish(text);
        return text.ToString();
    }

    /// <summary>What joins tokens that are bytes; null where they are characters.</summary>
    internal virtual ByteJoiner? CreateByteJoiner(Normalization normalization) => null;
}
