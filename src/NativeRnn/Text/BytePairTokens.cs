namespace NativeRnn;

/// <summary>The tokens of byte-pair encoding while merges add to them.</summary>
internal sealed class BytePairTokens
{
    private static readonly string[] _marks = [Vocabulary.Unknown, .. Vocabulary.SentenceMarks];
    private readonly Dictionary<string, int> _numbers = new(StringComparer.Ordinal);

    internal BytePairTokens(BytePairSpaces spaces)
    {
        foreach (string token in ByteAlphabet.For(spaces).Tokens)
        {
            _numbers.Add(token, Texts.Count);
            Texts.Add(token);
        }
    }

    /// <summary>The tokens by number.</summary>
    internal List<string> Texts { get; } = [];

    internal bool Has(int number) => number >= 0 && number < Texts.Count;

    /// <summary>The number of a token; −1 where it is none.</summary>
    internal int NumberOf(string token) => _numbers.GetValueOrDefault(token, -1);

    /// <summary>Why two tokens must stay two, to end a sentence with; null where they need not.</summary>
    internal string? FindProblem(int left, int right)
    {
        int length = Texts[left].Length + Texts[right].Length;
        return length > BytePairCode.MaxTokenBytes ? $"makes a token of more than {BytePairCode.MaxTokenBytes} bytes"
            : length <= Vocabulary.Unknown.Length && Array.IndexOf(_marks, Texts[left] + Texts[right]) >= 0
                ? "makes a token that is a mark of vocabularies"
            : null;
    }

    /// <summary>Makes one token of two; two ways to the same bytes lead to one token.</summary>
    internal int Add(int left, int right)
    {
        string token = Texts[left] + Texts[right];
        if (!_numbers.TryGetValue(token, out int number))
        {
            number = Texts.Count;
            _numbers.Add(token, number);
            Texts.Add(token);
        }

        return number;
    }
}
