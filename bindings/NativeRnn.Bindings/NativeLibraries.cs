using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace NativeRnn.Bindings;

/// <summary>The native libraries of this assembly's P/Invokes.</summary>
internal static class NativeLibraries
{
    /// <summary>The one with all of nativernn.h.</summary>
    internal static NativeLibraryLocator NativeRnn { get; } = new(new NativeLibraryDescription(
        "nativernn",
        "NATIVERNN_LIBRARY_PATH",
        "nrnn_abi_version",
        (uint)NativeAbi.Version,
        $"Install the package NativeRnn.Native.{NativeLibraryPlaces.RuntimeIdentifier} in the version of NativeRnn; " +
        "in a checkout run ./build.sh; or set NATIVERNN_LIBRARY_PATH to the file or its folder."));

    /// <summary>The one with all of nativernn_mpi.h; packages do not have it.</summary>
    internal static NativeLibraryLocator Mpi { get; } = new(new NativeLibraryDescription(
        "nativernn_mpi",
        "NATIVERNN_MPI_LIBRARY_PATH",
        "nrnn_mpi_abi_version",
        (uint)NativeAbi.Version,
        "Several processes train together over MPI: install one (Debian and Ubuntu: apt-get install libopenmpi-dev " +
        "openmpi-bin), build NativeRnn's module with NATIVERNN_MPI=ON ./build.sh, or set NATIVERNN_MPI_LIBRARY_PATH to " +
        "the file or its folder."));

#pragma warning disable CA2255 // The resolver must stand before the first P/Invoke of this assembly, whoever makes it.
    [ModuleInitializer]
    internal static void Register() => NativeLibrary.SetDllImportResolver(typeof(NativeLibraries).Assembly, Resolve);
#pragma warning restore CA2255

    private static nint Resolve(string name, Assembly assembly, DllImportSearchPath? searchPath) =>
        name == NativeRnn.Wanted.Name ? NativeRnn.Load(assembly, searchPath)
        : name == Mpi.Wanted.Name ? Mpi.Load(assembly, searchPath)
        : 0;
}
