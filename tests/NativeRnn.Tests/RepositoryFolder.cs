namespace NativeRnn.Tests;

/// <summary>Files of this repository.</summary>
internal static class RepositoryFolder
{
    /// <summary>The path of a file, from the folder that holds the solution.</summary>
    public static string File(params string[] parts)
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (System.IO.File.Exists(Path.Combine(folder.FullName, "NativeRnn.sln")))
            {
                return Path.Combine([folder.FullName, .. parts]);
            }
        }
        throw new InvalidOperationException($"No repository around {AppContext.BaseDirectory}.");
    }
}
