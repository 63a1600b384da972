namespace NativeRnn;

/// <summary>A text cut into units, words or characters, whose runs are its n-grams.</summary>
internal sealed class UnitText
{
    private const char Separator = '\u001f'; // ASCII's unit separator: white space to Python, so in no word

    private readonly string _text;
    private readonly int _gap; // characters between two units
    private readonly List<int> _starts; // of each unit, and where one more would start

    private UnitText(string text, int gap, List<int> starts)
    {
        _text = text;
        _gap = gap;
        _starts = starts;
    }

    /// <summary>Units in the text.</summary>
    internal int Count => _starts.Count - 1;

    /// <summary>Units are words.</summary>
    internal static UnitText OfWords(IReadOnlyList<string> words)
    {
        var starts = new List<int>(words.Count + 1) { 0 };
        foreach (var word in words)
        {
            starts.Add(starts[^1] + word.Length + 1);
        }

        return new UnitText(string.Join(Separator, words), 1, starts);
    }

    /// <summary>Units are Unicode scalar values.</summary>
    internal static UnitText OfCharacters(string text)
    {
        var starts = new List<int>(text.Length + 1) { 0 };
        foreach (var rune in text.EnumerateRunes())
        {
            starts.Add(starts[^1] + rune.Utf16SequenceLength);
        }

        return new UnitText(text, 0, starts);
    }

    /// <summary>The n-gram that starts at a unit.</summary>
    internal ReadOnlySpan<char> NGram(int start, int order) =>
        _text.AsSpan(_starts[start]..(_starts[start + order] - _gap));
}
