using System.Text;
using System.Text.RegularExpressions;

namespace NativeRnn.Tests.Text;

/// <summary>Byte-pair encoding as the papers write it: everything counted again for each merge.</summary>
internal static class NaiveBytePairs
{
    // GPT-2's own pattern (encoder.py); of .NET it holds for the basic plane only.
    private static readonly Regex _pieces =
        new(@"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+", RegexOptions.CultureInvariant);

    /// <summary>GPT-2's bytes_to_unicode (encoder.py).</summary>
    public static Dictionary<byte, char> Alphabet { get; } = BytesToUnicode();

    public static string[] Pieces(string text) => [.. _pieces.Matches(text).Select(match => match.Value)];

    public static List<(string Left, string Right)> Learn(string text, int merges, int minFrequency = 2)
    {
        List<string> tokens = [.. Alphabet.Values.Order().Select(shown => shown.ToString())];
        var words = Pieces(text).GroupBy(piece => piece).Select(group => (Tokens: Bytes(group.Key), Count: group.Count())).ToList();
        List<(string, string)> learnt = [];
        while (learnt.Count < merges)
        {
            Dictionary<(int, int), int> counts = [];
            foreach (var (word, count) in words)
            {
                for (var i = 0; i + 1 < word.Count; i++)
                {
                    var pair = (tokens.IndexOf(word[i]), tokens.IndexOf(word[i + 1]));
                    counts[pair] = counts.GetValueOrDefault(pair) + count;
                }
            }

            var best = counts.Where(pair => pair.Value >= minFrequency && !IsMark(tokens[pair.Key.Item1] + tokens[pair.Key.Item2]))
                .OrderByDescending(pair => pair.Value).ThenBy(pair => pair.Key).Select(pair => ((int, int)?)pair.Key).FirstOrDefault();
            if (best is not { } numbers)
            {
                break;
            }

            var (left, right) = (tokens[numbers.Item1], tokens[numbers.Item2]);
            words.ForEach(word => Join(word.Tokens, left, right));
            if (!tokens.Contains(left + right))
            {
                tokens.Add(left + right);
            }

            if (!learnt.Contains((left, right)))
            {
                learnt.Add((left, right));
            }
        }

        return learnt;
    }

    /// <summary>The tokens of a text: in each piece, the earliest merge, of equal ones the leftmost, until there is none.</summary>
    public static List<string> Encode(string text, IReadOnlyList<(string Left, string Right)> merges)
    {
        List<string> all = [];
        foreach (var piece in Pieces(text))
        {
            var word = Bytes(piece);
            while (true)
            {
                var best = Enumerable.Range(0, Math.Max(0, word.Count - 1))
                    .Select(i => (Rank: merges.ToList().IndexOf((word[i], word[i + 1])), Place: i))
                    .Where(pair => pair.Rank >= 0).Order().Select(pair => (int?)pair.Place).FirstOrDefault();
                if (best is not { } place)
                {
                    break;
                }

                word[place] += word[place + 1];
                word.RemoveAt(place + 1);
            }

            all.AddRange(word);
        }

        return all;
    }

    private static List<string> Bytes(string piece) => [.. Encoding.UTF8.GetBytes(piece).Select(value => Alphabet[value].ToString())];

    private static bool IsMark(string token) => token is "<unk>" or "<pad>" or "<bos>" or "<eos>";

    private static void Join(List<string> word, string left, string right)
    {
        for (var i = 0; i + 1 < word.Count; i++)
        {
            if (word[i] == left && word[i + 1] == right)
            {
                word[i] += right;
                word.RemoveAt(i + 1);
            }
        }
    }

    private static Dictionary<byte, char> BytesToUnicode()
    {
        List<int> shown = [.. Enumerable.Range('!', '~' - '!' + 1), .. Enumerable.Range('¡', '¬' - '¡' + 1), .. Enumerable.Range('®', 'ÿ' - '®' + 1)];
        var alphabet = shown.ToDictionary(value => (byte)value, value => (char)value);
        for (var value = 0; value < 256; value++)
        {
            alphabet.TryAdd((byte)value, (char)(256 + alphabet.Count - shown.Count));
        }

        return alphabet;
    }
}
