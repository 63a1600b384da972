namespace NativeRnn.Cli;

/// <summary>Finds the tale that the demo learns.</summary>
internal static class DemoText
{
    private const string RelativePath = "data/lighthouse.txt";

    /// <summary>Its path, sought upwards from the current folder and from the program's.</summary>
    /// <exception cref="FileNotFoundException">It is nowhere there.</exception>
    internal static string Find() =>
        FindAbove(Directory.GetCurrentDirectory()) ?? FindAbove(AppContext.BaseDirectory)
        ?? throw new FileNotFoundException(
            $"There is no {RelativePath} here; run the demo in the checkout, or give a text with --data.");

    private static string? FindAbove(string start)
    {
        for (var folder = new DirectoryInfo(start); folder is not null; folder = folder.Parent)
        {
            var path = Path.Combine(folder.FullName, RelativePath);
            if (File.Exists(path))
            {
                return path;
            }
        }

        return null;
    }
}
