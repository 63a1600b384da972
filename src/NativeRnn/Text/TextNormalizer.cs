using System.Text;

namespace NativeRnn;

/// <summary>Brings texts into the form that they are cut into tokens in.</summary>
public static class TextNormalizer
{
    /// <summary>Normalises a text.</summary>
    /// <param name="text">Any text; lines end with LF, CR LF or CR.</param>
    /// <param name="normalization">What to do to it.</param>
    /// <param name="lineSeparator">
    /// What <see cref="Normalization.Letters"/> leaves where a line that holds letters ends; default nothing,
    /// as characters need it. For other tokens pass <see cref="Tokenizer.LineSeparator"/>, or the last word of a
    /// line and the first of the next become one.
    /// </param>
    /// <returns>The normalised text; the same string where nothing changes.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="normalization"/> is no member.</exception>
    public static string Normalize(string text, Normalization normalization, string lineSeparator = "")
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(lineSeparator);
        return normalization switch
        {
            Normalization.None => text,
            Normalization.Lower => text.ToLowerInvariant(),
            Normalization.Letters => KeepLetters(text, lineSeparator),
            Normalization.Separated => Separate(text),
            _ => throw new ArgumentOutOfRangeException(
                nameof(normalization), normalization, "Choose the normalisation None, Lower, Letters or Separated."),
        };
    }

    /// <summary>Whether <see cref="Normalization.Separated"/> puts a space before a character.</summary>
    internal static bool IsSeparated(char character) => character is ',' or '.' or '!' or '?';

    private static string Separate(string text)
    {
        string lower = text.Replace('\u202F', ' ').Replace('\u00A0', ' ').ToLowerInvariant();
        StringBuilder separated = new(lower.Length);
        char previous = ' '; // nothing is put before the first character
        foreach (char character in lower)
        {
            separated.Append(IsSeparated(character) && previous != ' ' ? " " : "").Append(character);
            previous = character;
        }

        return separated.Length == text.Length && separated.Equals(text.AsSpan()) ? text : separated.ToString();
    }

    private static string KeepLetters(string text, string lineSeparator)
    {
        StringBuilder kept = new(text.Length);
        bool lineHasLetters = false;
        bool gap = false;
        foreach (char character in text)
        {
            if (char.IsAsciiLetter(character))
            {
                kept.Append(gap ? " " : "").Append(char.ToLowerInvariant(character));
                (lineHasLetters, gap) = (true, false);
            }
            else if (character is '\n' or '\r')
            {
                kept.Append(lineHasLetters ? lineSeparator : "");
                (lineHasLetters, gap) = (false, false);
            }
            else
            {
                gap = lineHasLetters;
            }
        }

        return kept.ToString();
    }
}
