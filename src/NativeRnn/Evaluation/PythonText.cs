using System.Globalization;

namespace NativeRnn;

/// <summary>The string functions of Python that scores of sacreBLEU depend on.</summary>
internal static class PythonText
{
    /// <summary>Whether <c>str.isspace</c> holds: Unicode's white space and the four ASCII separators.</summary>
    internal static bool IsSpace(char character) =>
        char.IsWhiteSpace(character) || character is >= '\u001c' and <= '\u001f';

    /// <summary>The words between white space, as <c>str.split()</c> finds them.</summary>
    internal static List<string> Split(string text)
    {
        var words = new List<string>();
        var start = 0;
        for (var end = 0; end <= text.Length; end++)
        {
            if (end < text.Length && !IsSpace(text[end]))
            {
                continue;
            }

            if (end > start)
            {
                words.Add(text[start..end]);
            }

            start = end + 1;
        }

        return words;
    }

    /// <summary>The text without white space at its end, as <c>str.rstrip()</c> leaves it.</summary>
    internal static string TrimEnd(string text)
    {
        var end = text.Length;
        while (end > 0 && IsSpace(text[end - 1]))
        {
            end--;
        }

        return text[..end];
    }

    /// <summary>Two decimals as the format <c>.2f</c> writes them: exact ties go to the even digit.</summary>
    internal static string TwoDecimals(double value)
    {
        // Only odd multiples of 1/8 lie exactly between two results; a decimal takes them over with 15 digits.
        var isTie = Math.Abs(value) < 1e11 && Math.Abs(value * 8 % 2) == 1;
        return isTie
            ? Math.Round((decimal)value, 2, MidpointRounding.ToEven).ToString("F2", CultureInfo.InvariantCulture)
            : value.ToString("F2", CultureInfo.InvariantCulture);
    }
}
