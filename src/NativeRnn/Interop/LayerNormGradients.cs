namespace NativeRnn;

/// <summary>Where a layer normalisation's gradients go.</summary>
/// <param name="Input">[R, W], overwritten; empty if nobody reads it.</param>
/// <param name="Gain">[W], added to.</param>
/// <param name="Shift">[W], added to.</param>
internal readonly record struct LayerNormGradients(Tensor Input, Tensor Gain, Tensor Shift);
