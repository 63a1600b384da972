namespace NativeRnn;

/// <summary>The numbers of the checkpoint format; checkpoint.proto specifies it.</summary>
internal static class CheckpointFormat
{
    /// <summary>The highest version that is read; files are written in the lowest whose readers understand them.</summary>
    public const int Version = 2;

    /// <summary>Largest header message: room for millions of tokens, and a bound on what one can allocate.</summary>
    public const int MaxHeaderBytes = 64 << 20;

    /// <summary>Data bytes of a full chunk.</summary>
    public const int ChunkBytes = 4 << 20;

    /// <summary>Elements of a full chunk.</summary>
    public const int ChunkElements = ChunkBytes / sizeof(float);

    /// <summary>Room for what a chunk message has beside its data; today's needs at most 26 bytes.</summary>
    public const int ChunkFieldBytes = 64;

    /// <summary>Largest chunk message.</summary>
    public const int MaxChunkMessageBytes = ChunkBytes + ChunkFieldBytes;

    /// <summary>Most axes of a tensor, as in PyTorch.</summary>
    public const int MaxAxes = 64;

    /// <summary>Largest footer message; today's needs 27 bytes.</summary>
    public const int MaxFooterBytes = 1024;

    /// <summary>Bytes of a record's check.</summary>
    public const int CheckBytes = sizeof(uint);

    /// <summary>Most bytes of a record's length: a varint of 32 bits.</summary>
    public const int MaxLengthBytes = 5;

    /// <summary>The file's first bytes.</summary>
    public static ReadOnlySpan<byte> Signature => [0x89, (byte)'N', (byte)'R', (byte)'N', (byte)'N', 0x0D, 0x0A, 0x1A];
}
