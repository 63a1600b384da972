using System.Globalization;
using System.Text;

namespace NativeRnn;

/// <summary>Lower case as Python's <c>str.lower</c> makes it: Unicode's full mapping in no language.</summary>
/// <remarks>
/// Against .NET's invariant mapping: İ becomes two characters, and Σ becomes ς at the end of a word. Source: the
/// Unicode Standard, section 3.13, SpecialCasing.txt.
/// </remarks>
internal static class PythonCase
{
    internal static string Lower(string text)
    {
        if (Ascii.IsValid(text))
        {
            return text.ToLowerInvariant();
        }

        var lower = new StringBuilder(text.Length);
        var position = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            switch (rune.Value)
            {
                case 'İ':
                    lower.Append("i\u0307");
                    break;
                case 'Σ':
                    lower.Append(EndsWord(text, position) ? 'ς' : 'σ');
                    break;
                default:
                    lower.Append(Rune.ToLowerInvariant(rune));
                    break;
            }

            position += rune.Utf16SequenceLength;
        }

        return lower.ToString();
    }

    // The condition Final_Sigma: a letter before and none behind, where marks and apostrophes do not count.
    private static bool EndsWord(string text, int position) =>
        IsCased(LastThatCounts(text.AsSpan(0, position))) && !IsCased(FirstThatCounts(text.AsSpan(position + 1)));

    private static Rune LastThatCounts(ReadOnlySpan<char> before)
    {
        while (!before.IsEmpty)
        {
            _ = Rune.DecodeLastFromUtf16(before, out var rune, out var length);
            if (!IsIgnorable(rune))
            {
                return rune;
            }

            before = before[..^length];
        }

        return default;
    }

    private static Rune FirstThatCounts(ReadOnlySpan<char> behind)
    {
        while (!behind.IsEmpty)
        {
            _ = Rune.DecodeFromUtf16(behind, out var rune, out var length);
            if (!IsIgnorable(rune))
            {
                return rune;
            }

            behind = behind[length..];
        }

        return default;
    }

    // Unicode's Case_Ignorable: these categories, and word breaks MidLetter, MidNumLet and Single_Quote.
    private static bool IsIgnorable(Rune rune) => Rune.GetUnicodeCategory(rune)
        is UnicodeCategory.NonSpacingMark
        or UnicodeCategory.EnclosingMark
        or UnicodeCategory.Format
        or UnicodeCategory.ModifierLetter
        or UnicodeCategory.ModifierSymbol
        || rune.Value is '\'' or '.' or ':' or '\u00B7' or '\u0387' or '\u055F' or '\u05F4' or '\u2018' or '\u2019'
            or '\u2024' or '\u2027' or '\uFE13' or '\uFE52' or '\uFE55' or '\uFF07' or '\uFF0E' or '\uFF1A';

    // Unicode's Cased: letters with case, and the symbols of Other_Lowercase and Other_Uppercase.
    private static bool IsCased(Rune rune) => Rune.GetUnicodeCategory(rune)
        is UnicodeCategory.UppercaseLetter
        or UnicodeCategory.LowercaseLetter
        or UnicodeCategory.TitlecaseLetter
        || rune.Value is 'ª' or 'º' or (>= 'Ⅰ' and <= 'ⅿ') or (>= 'Ⓐ' and <= 'ⓩ')
            or (>= 0x1F130 and <= 0x1F149) or (>= 0x1F150 and <= 0x1F169) or (>= 0x1F170 and <= 0x1F189);
}
