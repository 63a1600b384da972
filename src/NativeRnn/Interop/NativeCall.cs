using System.Runtime.InteropServices;
using NativeRnn.Bindings;

namespace NativeRnn;

/// <summary>Turns the C boundary's statuses and NULLs into exceptions.</summary>
internal static unsafe class NativeCall
{
    internal static void Check(NativeStatus status, string function)
    {
        if (status != NativeStatus.Ok)
        {
            throw Failure(status, function);
        }
    }

    internal static nint Created(nint handle, string function) =>
        handle != 0 ? handle : throw Failure(Native.LastErrorCode(), function);

    internal static string Text(byte* utf8) => Marshal.PtrToStringUTF8((nint)utf8) ?? "";

    /// <summary>Fails unless the library that was found speaks the ABI that these bindings were made from.</summary>
    internal static void RequireMatchingLibrary()
    {
        var found = Native.AbiVersion();
        if (found != (uint)NativeAbi.Version)
        {
            throw new NativeRnnException(
                NativeErrorCode.Unsupported,
                "nrnn_abi_version",
                $"The native library {NativeLibraryLocator.LoadedFrom ?? NativeLibraryLocator.FileName} has ABI " +
                $"version {found}, but this NativeRnn needs {(int)NativeAbi.Version}: install both from the same release.");
        }
    }

    private static NativeRnnException Failure(NativeStatus status, string function) =>
        new((NativeErrorCode)status, function, Text(Native.LastErrorMessage()));
}
