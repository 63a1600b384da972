namespace NativeRnn;

/// <summary>How far back through time the gradient of a language model's loss goes.</summary>
/// <remarks>
/// The state is carried through the whole strip in all of them; only the gradient is cut. Source: Dive into Deep
/// Learning, edition 0.17, section 8.7.1, which compares the three.
/// </remarks>
public enum Truncation
{
    /// <summary>To the start of its window of T steps: regular truncation, biased towards what is near.</summary>
    Carried = 0,

    /// <summary>
    /// To the start of a window of many segments of T steps, or of the whole strip, at the memory of one segment: the
    /// exact gradient of the window's mean loss.
    /// </summary>
    Full = 1,

    /// <summary>
    /// To the start of a window of randomly many segments of T steps; what passes from a segment to the one before is
    /// multiplied by a factor that makes up for the cuts on average, so that the estimate has no bias.
    /// </summary>
    /// <remarks>Source: Tallec and Ollivier (2017), "Unbiasing Truncated Backpropagation Through Time".</remarks>
    Random = 2,
}
