using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

namespace NativeRnn.Bindings;

/// <summary>Finds the native library and says where it looked when it is not there.</summary>
internal static class NativeLibraryLocator
{
    /// <summary>A file, or a folder that holds it; looked at before everything else.</summary>
    internal const string PathVariable = "NATIVERNN_LIBRARY_PATH";

    private const string LibraryName = "nativernn";

    /// <summary>The file that was loaded; null before the first native call or if the system found it by name.</summary>
    internal static string? LoadedFrom { get; private set; }

    /// <summary>The library's file name on this system.</summary>
    internal static string FileName =>
        OperatingSystem.IsWindows() ? "nativernn.dll" :
        OperatingSystem.IsMacOS() ? "libnativernn.dylib" : "libnativernn.so";

#pragma warning disable CA2255 // The resolver must stand before the first P/Invoke of this assembly, whoever makes it.
    [ModuleInitializer]
    internal static void Register() =>
        NativeLibrary.SetDllImportResolver(typeof(NativeLibraryLocator).Assembly, Resolve);
#pragma warning restore CA2255

    private static nint Resolve(string name, Assembly assembly, DllImportSearchPath? searchPath)
    {
        if (name != LibraryName)
        {
            return 0;
        }
        var failures = new StringBuilder();
        foreach (var candidate in Candidates())
        {
            if (TryLoad(candidate, failures, out var handle))
            {
                LoadedFrom = candidate;
                return handle;
            }
        }
        // The host's own probing: packages listed in deps.json, then the system's search path.
        return NativeLibrary.TryLoad(name, assembly, searchPath, out var found)
            ? found
            : throw new DllNotFoundException(Explain(failures));
    }

    private static IEnumerable<string> Candidates()
    {
        var given = Environment.GetEnvironmentVariable(PathVariable);
        if (!string.IsNullOrEmpty(given))
        {
            yield return Directory.Exists(given) ? Path.Combine(given, FileName) : given;
        }
        var here = AppContext.BaseDirectory;
        yield return Path.Combine(here, "runtimes", PortableRuntimeIdentifier(), "native", FileName);
        yield return Path.Combine(here, FileName);
    }

    private static string PortableRuntimeIdentifier()
    {
        var system = OperatingSystem.IsWindows() ? "win" : OperatingSystem.IsMacOS() ? "osx" : "linux";
#pragma warning disable CA1308 // Runtime identifiers are lower case.
        return $"{system}-{RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant()}";
#pragma warning restore CA1308
    }

    private static bool TryLoad(string path, StringBuilder failures, out nint handle)
    {
        handle = 0;
        if (!File.Exists(path))
        {
            failures.Append("\n  ").Append(path).Append(": no such file");
            return false;
        }
        try
        {
            handle = NativeLibrary.Load(path);
            return true;
        }
        catch (Exception e) when (e is DllNotFoundException or BadImageFormatException)
        {
            failures.Append("\n  ").Append(path).Append(": ").Append(e.Message.Trim());
            return false;
        }
    }

    private static string Explain(StringBuilder failures) =>
        $"The native library {FileName} was not found or cannot be loaded. In a checkout run ./build.sh; in an " +
        $"application install the package NativeRnn, or set {PathVariable} to the file. Looked at:{failures}" +
        $"\n  the system's library search path for '{LibraryName}'";
}
