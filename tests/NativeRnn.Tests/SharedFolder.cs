using NUnit.Framework;

namespace NativeRnn.Tests;

/// <summary>The folder of data and reference values beside the repository.</summary>
internal static class SharedFolder
{
    /// <summary>The path of a file in it; ignores the running test, loudly, where it is absent.</summary>
    public static string File(params string[] parts)
    {
        string? root = Environment.GetEnvironmentVariable("NATIVERNN_SHARED") ?? FindBesideRepository();
        if (root is null)
        {
            Assert.Ignore("No folder 'shared' beside the repository and no NATIVERNN_SHARED: this test checks nothing.");
        }

        string path = Path.Combine([root, .. parts]);
        if (!System.IO.File.Exists(path))
        {
            Assert.Ignore($"{path} is not there: this test checks nothing.");
        }

        return path;
    }

    private static string? FindBesideRepository()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (System.IO.File.Exists(Path.Combine(folder.FullName, "NativeRnn.sln")))
            {
                string shared = Path.Combine(folder.FullName, "..", "shared");
                return Directory.Exists(shared) ? shared : null;
            }
        }

        return null;
    }
}
