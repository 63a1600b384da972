namespace NativeRnn;

/// <summary>The n-grams that chrF compares: characters of each order, then words of each order.</summary>
internal static class ChrFText
{
    private const string Punctuation = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~";

    internal static NGramCounts[] NGrams(string sentence, ChrFOptions options)
    {
        var text = options.IsLowercase ? PythonCase.Lower(sentence) : sentence;
        var words = PythonText.Split(text);
        var characters = UnitText.OfCharacters(options.CountsWhitespace ? text : string.Concat(words));
        return
        [
            .. NGramCounts.OfAllOrders(characters, options.CharacterOrder),
            .. NGramCounts.OfAllOrders(UnitText.OfWords(Separate(words)), options.WordOrder),
        ];
    }

    // One mark at most is cut off each word, the one behind rather than the one before: so does chrF++.py.
    private static List<string> Separate(List<string> words)
    {
        var separate = new List<string>(words.Count);
        foreach (var word in words)
        {
            if (word.Length > 1 && Punctuation.Contains(word[^1]))
            {
                separate.AddRange(word[..^1], word[^1..]);
            }
            else if (word.Length > 1 && Punctuation.Contains(word[0]))
            {
                separate.AddRange(word[..1], word[1..]);
            }
            else
            {
                separate.Add(word);
            }
        }

        return separate;
    }
}
