using NativeRnn.Bindings;

namespace NativeRnn;

/// <summary>Which native library is in use.</summary>
public static unsafe class NativeLibraryInfo
{
    /// <summary>The native library's version.</summary>
    public static string Version => NativeCall.Text(Native.Version());

    /// <summary>The version of the oneDNN inside it.</summary>
    public static string OneDnnVersion => NativeCall.Text(Native.OnednnVersion());

    /// <summary>
    /// The MPI that processes train together over, such as <c>Open MPI v4.1.4</c>; null where the module for it is not there.
    /// </summary>
    public static string? Mpi
    {
        get
        {
            try
            {
                return MpiCommunicator.Library;
            }
            catch (DllNotFoundException)
            {
                return null; // as in every package
            }
        }
    }

    /// <summary>
    /// What runs oneDNN's loops: <c>threadpool</c>, unless the native library was built with a oneDNN of the system's.
    /// </summary>
    public static string OneDnnRuntime => NativeCall.Text(Native.OnednnRuntime());

    /// <summary>The widest instruction set that oneDNN uses on this processor, such as <c>avx512_core_bf16</c>.</summary>
    public static string InstructionSet => NativeCall.Text(Native.CpuIsa());

    /// <summary>
    /// The devices of the GPU engines by name, in the engines' order; where there are none, <see cref="WhyNoGpu"/> says why.
    /// </summary>
    public static IReadOnlyList<string> GpuDevices =>
        Engine.Count(EngineKind.Gpu) > 0 ? NativeCall.Text(Native.GpuDevices()).Split('\n') : [];

    /// <summary>Why there is no GPU engine, in one sentence that says what to do; null where there is one.</summary>
    public static string? WhyNoGpu =>
        Engine.Count(EngineKind.Gpu) > 0 ? null : NativeCall.Text(Native.GpuDevices());

    /// <summary>The version of the C boundary that it has, the one that this assembly needs.</summary>
    public static int AbiVersion => (int)Native.AbiVersion();

    /// <summary>The file that was loaded, or its bare name where the system found it and does not say where.</summary>
    /// <exception cref="DllNotFoundException">It cannot be loaded; <see cref="Search"/> says where it was looked for.</exception>
    public static string LoadedFrom
    {
        get
        {
            _ = Native.AbiVersion();
            return NativeLibraries.NativeRnn.Attempts[^1].Place;
        }
    }

    /// <summary>
    /// Every place that was looked at for the native library, in order, whether or not it could be loaded. Where it was,
    /// the last place is the one.
    /// </summary>
    /// <remarks>Loads the library if nothing has yet.</remarks>
    public static IReadOnlyList<NativeLibraryPlace> Search()
    {
        try
        {
            _ = Native.AbiVersion();
        }
        catch (DllNotFoundException)
        {
            // The places say why.
        }

        return [.. NativeLibraries.NativeRnn.Attempts.Select(one => new NativeLibraryPlace(one.Place, one.Problem))];
    }
}
