using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Runtime.InteropServices;

namespace NativeRnn.Bindings;

/// <summary>Where a native library may lie.</summary>
internal static class NativeLibraryPlaces
{
    /// <summary>.NET's name of this system and processor, as packages lay native files out, such as <c>linux-x64</c>.</summary>
    internal static string RuntimeIdentifier => $"{SystemName()}-{Processor}";

#pragma warning disable CA1308 // Runtime identifiers are lower case.
    /// <summary>The processor that this process runs on, or has emulated, as runtime identifiers name it.</summary>
    internal static string Processor { get; } = RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant();
#pragma warning restore CA1308

    /// <summary>The usual places, the first to look at first, each once.</summary>
    /// <param name="assembly">The one that calls the library.</param>
    /// <param name="fileName">The library's file name.</param>
    internal static IEnumerable<string> Of(Assembly assembly, string fileName) =>
        Files(assembly, fileName).Select(Path.GetFullPath).Distinct();

    private static IEnumerable<string> Files(Assembly assembly, string fileName)
    {
        string[] own = [AppContext.BaseDirectory, .. FolderOf(assembly)];
        var packaged = Path.Combine("runtimes", RuntimeIdentifier, "native", fileName);
        return
        [
            .. own.Select(folder => Path.Combine(folder, packaged)),
            .. HostFolders().Concat(own).Select(folder => Path.Combine(folder, fileName)),
        ];
    }

    // The host's: among them those of packages in the NuGet cache.
    private static string[] HostFolders() =>
        (AppContext.GetData("NATIVE_DLL_SEARCH_DIRECTORIES") as string)
            ?.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries) ?? [];

    [UnconditionalSuppressMessage("SingleFile", "IL3000", Justification = "Empty in a single file, and then left out.")]
    private static IEnumerable<string> FolderOf(Assembly assembly) =>
        Path.GetDirectoryName(assembly.Location) is { Length: > 0 } folder ? [folder] : [];

    private static string SystemName() =>
        OperatingSystem.IsWindows() ? "win" :
        OperatingSystem.IsMacOS() ? "osx" :
        UsesMusl() ? "linux-musl" : "linux";

    // Microsoft's builds of .NET for musl say so; Alpine's own are named after it.
    private static bool UsesMusl() =>
        RuntimeInformation.RuntimeIdentifier.Contains("musl", StringComparison.Ordinal) ||
        RuntimeInformation.RuntimeIdentifier.StartsWith("alpine", StringComparison.Ordinal);
}
