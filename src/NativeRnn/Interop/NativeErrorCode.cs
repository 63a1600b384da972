namespace NativeRnn;

/// <summary>The kinds of failure that the native library reports; the values are those of <c>nrnn_status</c>.</summary>
public enum NativeErrorCode
{
    /// <summary>No failure.</summary>
    None = 0,

    /// <summary>A size, shape or option that does not fit.</summary>
    InvalidArgument = 1,

    /// <summary>Memory ran out.</summary>
    OutOfMemory = 2,

    /// <summary>The engine or the processor cannot do it.</summary>
    Unsupported = 3,

    /// <summary>There is no engine of that kind and index.</summary>
    NoEngine = 4,

    /// <summary>The operating system refused a file operation.</summary>
    Io = 5,

    /// <summary>The native library or oneDNN failed for a reason that is not the caller's.</summary>
    Internal = 6,
}
