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

    private static NativeRnnException Failure(NativeStatus status, string function) =>
        new((NativeErrorCode)status, function, Text(Native.LastErrorMessage()));
}
