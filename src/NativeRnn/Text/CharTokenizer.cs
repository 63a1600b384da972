using System.Text;

namespace NativeRnn;

/// <summary>Makes each Unicode scalar value one token; tokens are joined with nothing between.</summary>
/// <remarks>Half of a surrogate pair on its own is a token too (no vocabulary knows it).</remarks>
public sealed class CharTokenizer : Tokenizer
{
    private CharTokenizer()
    {
    }

    /// <summary>The one instance.</summary>
    public static CharTokenizer Instance { get; } = new();

    /// <inheritdoc/>
    public override TokenUnit Unit => TokenUnit.Char;

    /// <inheritdoc/>
    public override string LineSeparator => "";

    /// <inheritdoc/>
    public override void Visit(ReadOnlySpan<char> text, TokenVisitor visitor)
    {
        ArgumentNullException.ThrowIfNull(visitor);
        while (!text.IsEmpty)
        {
            Rune.DecodeFromUtf16(text, out _, out int length);
            if (!visitor(text[..length]))
            {
                return;
            }

            text = text[length..];
        }
    }

    /// <inheritdoc/>
    public override void AppendTo(StringBuilder text, string token, bool first)
    {
        ArgumentNullException.ThrowIfNull(text);
        text.Append(token);
    }
}
