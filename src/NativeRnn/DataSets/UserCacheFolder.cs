namespace NativeRnn;

/// <summary>The user's folder for what can be made or downloaded again.</summary>
internal static class UserCacheFolder
{
    /// <summary>Names the folder itself; it goes before all else.</summary>
    internal const string Variable = "NATIVERNN_CACHE_DIR";

    /// <summary>The folder, by the rule that the build has too (cmake/OneDnn.cmake).</summary>
    internal static string Path => Of(
        Environment.GetEnvironmentVariable,
        OperatingSystem.IsWindows(),
        OperatingSystem.IsMacOS());

    /// <summary>The folder on some system.</summary>
    /// <param name="variable">The value of an environment variable; null where it is not set.</param>
    /// <param name="isWindows">Whether the system is Windows.</param>
    /// <param name="isMac">Whether it is macOS.</param>
    /// <exception cref="IOException">No variable says where the user's files are.</exception>
    internal static string Of(Func<string, string?> variable, bool isWindows, bool isMac)
    {
        string? Given(string name) => variable(name) is { Length: > 0 } value ? value : null;
        return (Given(Variable)
            ?? (isWindows ? Below(Given("LOCALAPPDATA"), "nativernn", "cache")
                : isMac ? Below(Given("HOME"), "Library", "Caches", "nativernn")
                : Below(Given("XDG_CACHE_HOME"), "nativernn") ?? Below(Given("HOME"), ".cache", "nativernn")))
            ?? throw new IOException($"There is no folder for downloads; set {Variable} to one.");
    }

    private static string? Below(string? folder, params string[] names) =>
        folder is null ? null : System.IO.Path.Combine([folder, .. names]);
}
