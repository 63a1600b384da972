using NUnit.Framework;

namespace NativeRnn.Tests;

/// <summary>Finds the texts and reference values that stand outside the repository.</summary>
internal static class SharedData
{
    /// <summary>The full path of a shared file; the running test is ignored where it is absent.</summary>
    internal static string Require(params string[] parts)
    {
        string relative = Path.Combine(parts);
        string? found = Folders().Select(folder => Path.Combine(folder, relative)).FirstOrDefault(File.Exists);
        if (found is null)
        {
            Assert.Ignore($"NOT CHECKED: shared file {relative} is absent; set NATIVERNN_SHARED to its folder.");
        }

        return found;
    }

    private static IEnumerable<string> Folders()
    {
        string? named = Environment.GetEnvironmentVariable("NATIVERNN_SHARED");
        if (!string.IsNullOrEmpty(named))
        {
            yield return named;
        }

        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (Path.Exists(Path.Combine(folder.FullName, "NativeRnn.sln")) && folder.Parent is not null)
            {
                yield return Path.Combine(folder.Parent.FullName, "shared");
            }
        }
    }
}
