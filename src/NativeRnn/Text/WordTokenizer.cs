using System.Text;

namespace NativeRnn;

/// <summary>Makes what stands between Unicode white space one token; tokens are joined with one space.</summary>
public sealed class WordTokenizer : Tokenizer
{
    private WordTokenizer()
    {
    }

    /// <summary>The one instance.</summary>
    public static WordTokenizer Instance { get; } = new();

    /// <inheritdoc/>
    public override TokenUnit Unit => TokenUnit.Word;

    /// <inheritdoc/>
    public override string LineSeparator => "\n";

    /// <inheritdoc/>
    public override void Visit(ReadOnlySpan<char> text, TokenVisitor visitor)
    {
        ArgumentNullException.ThrowIfNull(visitor);
        int position = 0;
        while (position < text.Length)
        {
            int start = position;
            while (position < text.Length && !char.IsWhiteSpace(text[position]))
            {
                position++;
            }

            if (position > start && !visitor(text[start..position]))
            {
                return;
            }

            position++;
        }
    }

    /// <inheritdoc/>
    public override void AppendTo(StringBuilder text, string token, bool first)
    {
        ArgumentNullException.ThrowIfNull(text);
        text.Append(first ? "" : " ").Append(token);
    }
}
