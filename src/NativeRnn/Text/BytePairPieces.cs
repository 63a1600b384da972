using System.Globalization;
using System.Text;

namespace NativeRnn;

/// <summary>Cuts text into the pieces that tokens of byte-pair encoding stay within.</summary>
internal static class BytePairPieces
{
    private static readonly string[] _endings = ["'s", "'t", "'re", "'ve", "'m", "'ll", "'d"];

    /// <summary>Hands out the pieces of a text in order.</summary>
    /// <param name="text">Any text.</param>
    /// <param name="spaces">How to treat its spaces.</param>
    /// <param name="visitor">Called for each piece until it returns false.</param>
    internal static void Visit(ReadOnlySpan<char> text, BytePairSpaces spaces, TokenVisitor visitor)
    {
        ReadOnlySpan<char> rest = spaces == BytePairSpaces.SentencePiece ? WithFirstSpaces(text) : text;
        while (!rest.IsEmpty)
        {
            int length = spaces == BytePairSpaces.SentencePiece ? SentencePieceLength(rest) : Gpt2Length(rest);
            if (!visitor(rest[..length]))
            {
                return;
            }

            rest = rest[length..];
        }
    }

    // 's|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+ without the cost of a regular expression.
    private static int Gpt2Length(ReadOnlySpan<char> text)
    {
        if (text[0] == '\'' && EndingLength(text) is > 0 and int ending)
        {
            return ending;
        }

        int start = text[0] == ' ' && text.Length > 1 ? 1 : 0;
        CharacterClass first = ClassOf(text[start..], out int length);
        if (first != CharacterClass.Space)
        {
            return start + RunLength(text[start..], first);
        }

        int run = RunLength(text, CharacterClass.Space);
        return run < text.Length && run > 1 ? run - 1 : run; // the last space belongs to what follows
    }

    private static int EndingLength(ReadOnlySpan<char> text)
    {
        foreach (string ending in _endings)
        {
            if (text.StartsWith(ending, StringComparison.Ordinal))
            {
                return ending.Length;
            }
        }

        return 0;
    }

    private static int RunLength(ReadOnlySpan<char> text, CharacterClass kind)
    {
        int end = 0;
        while (end < text.Length && ClassOf(text[end..], out int length) == kind)
        {
            end += length;
        }

        return end;
    }

    private static CharacterClass ClassOf(ReadOnlySpan<char> text, out int length)
    {
        length = 1;
        if (char.IsAscii(text[0]))
        {
            return char.IsAsciiLetter(text[0]) ? CharacterClass.Letter
                : char.IsAsciiDigit(text[0]) ? CharacterClass.Number
                : char.IsWhiteSpace(text[0]) ? CharacterClass.Space
                : CharacterClass.Other;
        }

        Rune.DecodeFromUtf16(text, out Rune rune, out length);
        return Rune.IsWhiteSpace(rune) ? CharacterClass.Space : Rune.GetUnicodeCategory(rune) switch
        {
            <= UnicodeCategory.OtherLetter => CharacterClass.Letter,
            UnicodeCategory.DecimalDigitNumber or UnicodeCategory.LetterNumber or UnicodeCategory.OtherNumber =>
                CharacterClass.Number,
            _ => CharacterClass.Other,
        };
    }

    private static int SentencePieceLength(ReadOnlySpan<char> text)
    {
        bool isLineEnd = IsLineEnd(text[0]);
        int end = 1;
        while (end < text.Length && text[end] != ' ' && IsLineEnd(text[end]) == isLineEnd)
        {
            end++;
        }

        return end;
    }

    private static bool IsLineEnd(char character) => character is '\n' or '\r';

    private static string WithFirstSpaces(ReadOnlySpan<char> text)
    {
        StringBuilder prefixed = new(text.Length + 1);
        while (!text.IsEmpty)
        {
            int end = text.IndexOf('\n') + 1;
            ReadOnlySpan<char> line = end == 0 ? text : text[..end];
            prefixed.Append(IsLineEnd(line[0]) ? "" : " ").Append(line);
            text = text[line.Length..];
        }

        return prefixed.ToString();
    }

    private enum CharacterClass
    {
        Other,
        Letter,
        Number,
        Space,
    }
}
