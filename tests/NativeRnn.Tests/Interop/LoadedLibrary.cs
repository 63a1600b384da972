using System.Diagnostics;
using NativeRnn.Bindings;
using NUnit.Framework;

namespace NativeRnn.Tests.Interop;

/// <summary>The native library as this process loaded it.</summary>
internal static class LoadedLibrary
{
    /// <summary>Names in the dynamic symbol table; ignores the calling test where binutils' nm is absent.</summary>
    public static IEnumerable<string> ExportedNames()
    {
        if (!IsInstalled("nm"))
        {
            Assert.Ignore("nm is not installed: the library's exports were NOT compared with the header.");
        }

        return CommandLine.Output("nm", "-D", "--defined-only", FilePath())
            .Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line.Split(' ')[^1].Split('@')[0]);
    }

    /// <summary>Whether a program of this name is on the search path.</summary>
    public static bool IsInstalled(string program) => CommandLine.Find(program) is not null;

    private static string FilePath()
    {
        _ = Native.AbiVersion();
        using var process = Process.GetCurrentProcess();
        return process.Modules.Cast<ProcessModule>()
            .Select(module => module.FileName)
            .First(file => Path.GetFileName(file) == NativeLibraries.NativeRnn.Wanted.FileName);
    }
}
