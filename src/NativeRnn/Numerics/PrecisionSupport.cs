namespace NativeRnn;

/// <summary>How an engine computes in a precision.</summary>
public enum PrecisionSupport
{
    /// <summary>Not at all: operations refuse with a sentence that says what is missing.</summary>
    None = 0,

    /// <summary>Right, but without instructions of its own: not faster than float32, as a rule slower.</summary>
    Emulated = 1,

    /// <summary>With the processor's own instructions.</summary>
    Native = 2,
}
