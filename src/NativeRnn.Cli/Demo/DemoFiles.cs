namespace NativeRnn.Cli;

/// <summary>Finds what the demo learns.</summary>
internal static class DemoFiles
{
    /// <summary>The tale that the language model learns.</summary>
    internal const string Tale = "data/lighthouse.txt";

    /// <summary>The sentences that the translator learns.</summary>
    internal const string Pairs = "data/english-french.tsv";

    /// <summary>A file's path, sought upwards from the current folder and from the program's.</summary>
    /// <param name="relativePath">Within the checkout.</param>
    /// <param name="option">With which another file can be given.</param>
    /// <exception cref="FileNotFoundException">It is nowhere there.</exception>
    internal static string Find(string relativePath, string option) =>
        FindAbove(Directory.GetCurrentDirectory(), relativePath) ?? FindAbove(AppContext.BaseDirectory, relativePath)
        ?? throw new FileNotFoundException(
            $"There is no {relativePath} here; run the demo in the checkout, or give a file with {option}.");

    private static string? FindAbove(string start, string relativePath)
    {
        for (var folder = new DirectoryInfo(start); folder is not null; folder = folder.Parent)
        {
            var path = Path.Combine(folder.FullName, relativePath);
            if (File.Exists(path))
            {
                return path;
            }
        }

        return null;
    }
}
