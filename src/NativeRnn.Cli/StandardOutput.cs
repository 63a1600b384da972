using System.Runtime.InteropServices;

namespace NativeRnn.Cli;

/// <summary>The process's standard output.</summary>
internal static class StandardOutput
{
    private const int Descriptor = 1;
    private const short Error = 0x8; // POLLERR: Linux, no reader is left
    private const short HangUp = 0x10; // POLLHUP: macOS, no reader is left

    /// <summary>Whether nobody reads it any more; .NET's console takes what is written then and says nothing.</summary>
    internal static bool IsClosed()
    {
        if (OperatingSystem.IsWindows())
        {
            return false; // unknown
        }

        var state = new PollState { Descriptor = Descriptor };
        return Poll(ref state, 1, 0) == 1 && (state.Found & (Error | HangUp)) != 0;
    }

    [DllImport("libc", EntryPoint = "poll")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Poll(ref PollState states, nuint count, int milliseconds);

    /// <summary>poll(2)'s pollfd.</summary>
    private struct PollState
    {
        internal int Descriptor;
        internal short Wanted;
        internal short Found;
    }
}
