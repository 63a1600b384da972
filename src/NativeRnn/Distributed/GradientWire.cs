namespace NativeRnn;

/// <summary>What gradients are rounded to on their way between ranks; the values are those of <c>nrnn_precision</c>.</summary>
public enum GradientWire
{
    /// <summary>Not at all: float32.</summary>
    F32 = 0,

    /// <summary>
    /// bf16, half the bytes: each rank's gradients and the sums under way keep 8 bits of mantissa, sums are made in
    /// float32.
    /// </summary>
    BF16 = 1,
}
