namespace NativeRnn;

/// <summary>A failure inside the native library that argument checks could not foresee.</summary>
public sealed class NativeRnnException : Exception
{
    internal NativeRnnException(NativeErrorCode code, string function, string message)
        : base($"{message} (native function {function})")
    {
        Code = code;
        Function = function;
    }

    /// <summary>What kind of failure it was.</summary>
    public NativeErrorCode Code { get; }

    /// <summary>The C function that failed, such as <c>nrnn_recurrent_forward</c>.</summary>
    public string Function { get; }
}
