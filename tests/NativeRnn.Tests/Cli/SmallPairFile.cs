namespace NativeRnn.Tests.Cli;

/// <summary>English and French sentences that a tiny translator learns in no time.</summary>
internal static class SmallPairFile
{
    /// <summary>Options for a tiny translator on them.</summary>
    public static readonly string[] TinyModel =
        ["--hidden", "8", "--embed", "6", "--layers", "1", "--batch", "8", "--steps", "10", "--threads", "1"];

    /// <summary>Options for a translator that learns all of them by heart.</summary>
    public static readonly string[] GoodModel =
    [
        "--hidden", "24", "--embed", "16", "--layers", "1", "--attention", "general", "--batch", "6", "--epochs", "60",
        "--lr", "0.01", "--threads", "1",
    ];

    private static readonly (string English, string French)[] _animals =
        [("the cat", "le chat"), ("the dog", "le chien"), ("the big cat", "le grand chat"), ("the big dog", "le grand chien")];

    private static readonly (string English, string French)[] _verbs = [("sees", "voit"), ("likes", "aime")];

    /// <summary>Each source once; 36 of them.</summary>
    public static IReadOnlyList<SentencePair> Pairs { get; } =
    [
        .. from animal in _animals
           select new SentencePair($"{Capital(animal.English)} sleeps.", $"{Capital(animal.French)} dort."),
        .. from animal in _animals
           from verb in _verbs
           from other in _animals
           select new SentencePair(
               $"{Capital(animal.English)} {verb.English} {other.English}.",
               $"{Capital(animal.French)} {verb.French} {other.French}."),
    ];

    /// <summary>Target tokens of all pairs: words, the full stop and the end token.</summary>
    public static int TargetTokens => Pairs.Sum(pair => pair.Target.Split(' ').Length + 2);

    /// <summary>Writes them into a folder, with a third column.</summary>
    public static string In(TemporaryFolder folder) => Write(folder, "pairs.tsv", Pairs);

    /// <summary>Writes pairs into a folder.</summary>
    public static string Write(TemporaryFolder folder, string name, IEnumerable<SentencePair> pairs)
    {
        var path = folder.File(name);
        File.WriteAllLines(path, pairs.Select(pair => $"{pair.Source}\t{pair.Target}\tby us"));
        return path;
    }

    /// <summary>What lower-cased translations should be.</summary>
    public static string Lower(string sentence) => sentence.ToLower(System.Globalization.CultureInfo.InvariantCulture);

    private static string Capital(string words) => char.ToUpperInvariant(words[0]) + words[1..];
}
