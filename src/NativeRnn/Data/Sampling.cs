namespace NativeRnn;

/// <summary>How training windows are taken from a text.</summary>
/// <remarks>Source: Dive into Deep Learning, edition 0.17, section 8.3.</remarks>
public enum Sampling
{
    /// <summary>
    /// The text is cut into windows, which are shuffled; windows of consecutive batches have nothing to do with each
    /// other, so that the recurrent state is reset for each batch.
    /// </summary>
    Random = 0,

    /// <summary>
    /// The text is cut into as many contiguous strips as a batch has rows; consecutive batches continue each strip,
    /// so that the recurrent state is carried.
    /// </summary>
    Sequential = 1,
}
