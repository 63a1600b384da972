using NativeRnn.Bindings;

namespace NativeRnn;

/// <summary>A place to compute: a processor with its own small pool of threads.</summary>
/// <remarks>
/// Usable from any thread at once. Memory, layers and sessions made on an engine keep it alive, so it may be
/// disposed first or left to the garbage collector.
/// </remarks>
public sealed unsafe class Engine : IDisposable
{
    /// <summary>The most threads an engine takes.</summary>
    public const int MaxThreads = 1024;

    private static readonly Lazy<Engine> _default = new(() => Open(EngineChoice.Default));

    private Engine(EngineKind kind, int index, int threads)
    {
        var desc = new NativeEngineDesc
        {
            StructSize = (nuint)sizeof(NativeEngineDesc),
            Kind = (int)kind,
            Index = index,
            Threads = threads,
            SpinMicroseconds = -1,
        };
        Handle = new EngineHandle(NativeCall.Created(Native.EngineCreate((nint)(&desc)), "nrnn_engine_create"));
        Kind = kind;
        Index = index;
        Threads = QueryThreads();
    }

    /// <summary>
    /// The processor with one thread per core, unless <see cref="EngineChoice.Default"/> names another engine; made on
    /// first use and shared by everything that names no engine.
    /// </summary>
    public static Engine Default => _default.Value;

    /// <summary>Which kind of processor it is.</summary>
    public EngineKind Kind { get; }

    /// <summary>Its number among the engines of its kind, from 0.</summary>
    public int Index { get; }

    /// <summary>How many threads compute, the calling one included.</summary>
    public int Threads { get; }

    internal EngineHandle Handle { get; }

    /// <summary>Makes an engine on the CPU.</summary>
    /// <param name="threads">Threads that compute, the calling one included; 0 for one per logical processor.</param>
    /// <exception cref="ArgumentOutOfRangeException">The number is negative or above <see cref="MaxThreads"/>.</exception>
    /// <exception cref="DllNotFoundException">
    /// The native library is missing, or none that was found fits; the message has each place and what was wrong there.
    /// </exception>
    public static Engine Cpu(int threads = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(threads);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(threads, MaxThreads);
        return new Engine(EngineKind.Cpu, 0, threads);
    }

    /// <summary>Makes an engine on a GPU that the native library was built for.</summary>
    /// <param name="index">The GPU's number, from 0.</param>
    /// <param name="threads">
    /// Threads of the host for what the GPU does not compute, the calling one included; 0 for one per logical processor.
    /// </param>
    /// <exception cref="ArgumentOutOfRangeException">
    /// The index is negative, or the threads are, or more than <see cref="MaxThreads"/>.
    /// </exception>
    /// <exception cref="NativeRnnException">There is no such GPU; the message says why and lists what is there.</exception>
    public static Engine Gpu(int index = 0, int threads = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfNegative(threads);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(threads, MaxThreads);
        return new Engine(EngineKind.Gpu, index, threads);
    }

    /// <summary>Makes the engine of a choice.</summary>
    /// <param name="choice">Its kind and number.</param>
    /// <param name="threads">As in <see cref="Cpu"/> and <see cref="Gpu"/>.</param>
    /// <exception cref="NativeRnnException">There is no such engine; the message says why and lists what is there.</exception>
    public static Engine Open(EngineChoice choice, int threads = 0) =>
        choice.Kind == EngineKind.Gpu ? Gpu(choice.Index, threads) : Cpu(threads);

    /// <summary>How many engines of a kind this build and machine have.</summary>
    public static int Count(EngineKind kind) => Native.EngineCount((int)kind);

    /// <summary>How the engine computes in a precision.</summary>
    /// <param name="precision">The precision asked about.</param>
    public PrecisionSupport SupportOf(Precision precision)
    {
        using var lease = new HandleLease(Handle);
        int support;
        NativeCall.Check(Native.EngineSupport(lease.Pointer, (int)precision, &support), "nrnn_engine_support");
        return (PrecisionSupport)support;
    }

    /// <summary>What the engine holds and has done so far.</summary>
    public EngineCounters ReadCounters()
    {
        using var lease = new HandleLease(Handle);
        var counters = new NativeEngineCounters { StructSize = (nuint)sizeof(NativeEngineCounters) };
        NativeCall.Check(Native.EngineCountEvents(lease.Pointer, (nint)(&counters)), "nrnn_engine_count_events");
        return new EngineCounters
        {
            LiveBuffers = (long)counters.LiveBuffers,
            LiveBytes = (long)counters.LiveBytes,
            LiveLayers = (long)counters.LiveLayers,
            LiveSessions = (long)counters.LiveSessions,
            Allocations = (long)counters.Allocations,
            PrimitivesCreated = (long)counters.PrimitivesCreated,
            PrimitiveHits = (long)counters.PrimitiveHits,
            PrimitiveEvictions = (long)counters.PrimitiveEvictions,
            WeightPacks = (long)counters.WeightPacks,
        };
    }

    /// <summary>Lets go of the engine; it ends when the last thing made on it does.</summary>
    public void Dispose() => Handle.Dispose();

    /// <inheritdoc/>
    public override string ToString() => $"{Kind} {Index}, {Threads} threads";

    private int QueryThreads()
    {
        using var lease = new HandleLease(Handle);
        var info = new NativeEngineInfo { StructSize = (nuint)sizeof(NativeEngineInfo) };
        NativeCall.Check(Native.EngineQuery(lease.Pointer, (nint)(&info)), "nrnn_engine_query");
        return info.Threads;
    }
}
