namespace NativeRnn;

/// <summary>What a sequence classifier is made of.</summary>
/// <remarks>
/// The output layer reads the top recurrent layer's states, which normalisation and residual connections around that
/// layer do not change: with <see cref="RecurrentModelOptions.HasLayerNorm"/>, only the layers below it are normalised.
/// </remarks>
public sealed record SequenceClassifierOptions : SequenceLabellerOptions;
