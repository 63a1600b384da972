namespace NativeRnn;

/// <summary>What a layer normalisation reads of a layer.</summary>
/// <param name="Gain">[W]; the normalised rows are multiplied by it.</param>
/// <param name="Shift">[W]; added behind the gain.</param>
/// <param name="Epsilon">Added to the variance; above 0.</param>
internal readonly record struct LayerNormParameters(Tensor Gain, Tensor Shift, float Epsilon);
