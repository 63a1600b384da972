namespace NativeRnn;

/// <summary>What a linear product reads of a layer.</summary>
/// <param name="Weights">[I, O], or transposed [O, I].</param>
/// <param name="Bias">[O]; empty where there is none.</param>
/// <param name="Version">Of the weights: products in other precisions keep them packed per version.</param>
internal readonly record struct LinearParameters(Tensor Weights, Tensor Bias, ulong Version);
