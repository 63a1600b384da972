using System.Globalization;
using System.Text;

namespace NativeRnn;

/// <summary>How tokens and numbers stand in an ARPA file.</summary>
/// <remarks>
/// Columns are separated by white space, so that a token with white space in it is escaped, in files that say so in
/// their first line: <c>\s</c> is a space, <c>\n</c>, <c>\r</c>, <c>\t</c> and <c>\\</c> are what they are in C#, all
/// other white space, control characters and halves of surrogate pairs are <c>\uXXXX</c>.
/// </remarks>
internal static class ArpaText
{
    /// <summary>What begins the first line of files that this library writes.</summary>
    internal const string Signature = "# NativeRnn n-gram model:";

    internal const string DataMark = @"\data\";
    internal const string EndMark = @"\end\";

    /// <summary>What stands for log₁₀ 0.</summary>
    internal const double LogZero = -99;

    private const int EscapedUnit = 6; // \uXXXX

    /// <summary>The line before the n-grams of a length.</summary>
    internal static string MarkOf(int length) => string.Create(CultureInfo.InvariantCulture, $@"\{length}-grams:");

    internal static string Escape(string token)
    {
        if (!token.AsSpan().ContainsAny('\\', ' ') && !token.Any(NeedsEscape))
        {
            return token;
        }

        var escaped = new StringBuilder();
        for (int i = 0; i < token.Length; i++)
        {
            if (char.IsSurrogatePair(token, i))
            {
                escaped.Append(token, i++, 2);
            }
            else
            {
                Append(escaped, token[i]);
            }
        }

        return escaped.ToString();
    }

    /// <summary>The token that was escaped; null where the escapes make no sense.</summary>
    internal static string? Unescape(string text)
    {
        if (!text.Contains('\\', StringComparison.Ordinal))
        {
            return text;
        }

        var token = new StringBuilder();
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] != '\\')
            {
                token.Append(text[i]);
            }
            else if (TryRead(text.AsSpan(i), out char character, out int length))
            {
                token.Append(character);
                i += length - 1;
            }
            else
            {
                return null;
            }
        }

        return token.ToString();
    }

    private static bool NeedsEscape(char character) =>
        char.IsWhiteSpace(character) || char.IsControl(character) || char.IsSurrogate(character);

    private static void Append(StringBuilder escaped, char character)
    {
        string? name = character switch
        {
            ' ' => @"\s",
            '\n' => @"\n",
            '\r' => @"\r",
            '\t' => @"\t",
            '\\' => @"\\",
            _ => null,
        };
        if (name is null && NeedsEscape(character))
        {
            escaped.Append(CultureInfo.InvariantCulture, $@"\u{(int)character:X4}");
        }
        else
        {
            escaped.Append(name ?? character.ToString());
        }
    }

    private static bool TryRead(ReadOnlySpan<char> text, out char character, out int length)
    {
        length = 2;
        character = text.Length < 2 ? '\0' : text[1] switch
        {
            's' => ' ',
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            '\\' => '\\',
            _ => '\0',
        };
        if (character == '\0' && text is [_, 'u', _, _, _, _, ..]
            && ushort.TryParse(text[2..EscapedUnit], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ushort unit))
        {
            (character, length) = ((char)unit, EscapedUnit);
            return true;
        }

        return character != '\0';
    }
}
