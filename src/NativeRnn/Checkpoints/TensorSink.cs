namespace NativeRnn;

/// <summary>Takes a run of a tensor's elements from a reader; runs come in order, without gaps.</summary>
/// <param name="first">Index of the run's first element, counted over the whole tensor in row-major order.</param>
/// <param name="values">The elements; valid during the call only.</param>
internal delegate void TensorSink(long first, ReadOnlySpan<float> values);
