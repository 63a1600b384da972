using System.Runtime.InteropServices;
using NUnit.Framework;

namespace NativeRnn.Tests.Interop;

/// <summary>Files that pass for the native library, or nearly do.</summary>
internal static class LibraryFiles
{
    private const int Machine = 18; // e_machine in an ELF header
    private const byte X64 = 0x3E, Arm64 = 0xB7;

    /// <summary>Another processor than this one.</summary>
    public static string OtherProcessor => IsX64 ? "arm64" : "x64";

    private static bool IsX64 => RuntimeInformation.ProcessArchitecture == Architecture.X64;

    /// <summary>The real library with its processor changed.</summary>
    public static void WriteForOtherProcessor(string path)
    {
        var bytes = File.ReadAllBytes(NativeLibraryInfo.LoadedFrom);
        bytes[Machine] = IsX64 ? Arm64 : X64;
        File.WriteAllBytes(path, bytes);
    }

    /// <summary>The first half of the real library.</summary>
    public static void WriteHalf(string path)
    {
        var bytes = File.ReadAllBytes(NativeLibraryInfo.LoadedFrom);
        File.WriteAllBytes(path, bytes[..(bytes.Length / 2)]);
    }

    /// <summary>A library with nothing but a function that returns an ABI version.</summary>
    public static void WriteWithAbi(string path, int version) =>
        Compile(path, $"unsigned nrnn_abi_version(void) {{ return {version}; }}");

    /// <summary>A library without that function.</summary>
    public static void WriteForeign(string path) => Compile(path, "int another(void) { return 1; }");

    /// <summary>A library of the right ABI version that needs another one, libgone.so, which is not there.</summary>
    public static void WriteWithoutDependency(string path)
    {
        var gone = Path.Combine(Path.GetDirectoryName(path)!, "libgone.so");
        Compile(gone, "unsigned version(void) { return 1; }");
        Compile(path, "unsigned version(void); unsigned nrnn_abi_version(void) { return version(); }", gone);
        File.Delete(gone);
    }

    private static void Compile(string library, string code, params string[] dependencies)
    {
        if (!LoadedLibrary.IsInstalled("cc"))
        {
            Assert.Ignore("cc is not installed: how a library of another ABI is refused was NOT checked.");
        }

        var source = library + ".c";
        File.WriteAllText(source, code);
        string soname = $"-Wl,-soname,{Path.GetFileName(library)}";
        CommandLine.Output("cc", ["-shared", "-fPIC", soname, "-o", library, source, .. dependencies]);
    }
}
