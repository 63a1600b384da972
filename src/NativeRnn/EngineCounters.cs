namespace NativeRnn;

/// <summary>What an engine holds (the live figures) and has done since it was made (the others).</summary>
public readonly record struct EngineCounters
{
    /// <summary>Buffers that exist now.</summary>
    public long LiveBuffers { get; init; }

    /// <summary>Bytes of buffers, scratch memory and packed weights that exist now.</summary>
    public long LiveBytes { get; init; }

    /// <summary>Recurrent layers that exist now.</summary>
    public long LiveLayers { get; init; }

    /// <summary>Sessions that exist now.</summary>
    public long LiveSessions { get; init; }

    /// <summary>Allocations that the native library made; those inside oneDNN are not counted.</summary>
    public long Allocations { get; init; }

    /// <summary>Operations prepared for a shape that was new.</summary>
    public long PrimitivesCreated { get; init; }

    /// <summary>Operations that found their shape prepared.</summary>
    public long PrimitiveHits { get; init; }

    /// <summary>Prepared operations dropped because newer shapes took their place.</summary>
    public long PrimitiveEvictions { get; init; }

    /// <summary>Times that weights were brought into a layout of oneDNN's.</summary>
    public long WeightPacks { get; init; }
}
