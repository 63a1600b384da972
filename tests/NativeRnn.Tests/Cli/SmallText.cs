namespace NativeRnn.Tests.Cli;

/// <summary>A text that a tiny model learns in no time.</summary>
internal static class SmallText
{
    private const string Sentence = "The cat sat on the mat; the dog saw the cat and the cat saw the dog.\n";

    /// <summary>Options for a tiny model on it.</summary>
    public static readonly string[] TinyModel = ["--hidden", "8", "--batch", "4", "--steps", "10", "--threads", "1"];

    /// <summary>Writes it into a folder.</summary>
    public static string In(TemporaryFolder folder)
    {
        var path = folder.File("text.txt");
        File.WriteAllText(path, string.Concat(Enumerable.Repeat(Sentence, 10)));
        return path;
    }
}
