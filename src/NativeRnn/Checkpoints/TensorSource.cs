namespace NativeRnn;

/// <summary>Hands out a run of a tensor's elements to a writer, which needs no copy of the whole tensor.</summary>
/// <param name="first">Index of the first element wanted, counted over the whole tensor in row-major order.</param>
/// <param name="destination">To fill completely; its length is the number of elements wanted.</param>
internal delegate void TensorSource(long first, Span<float> destination);
