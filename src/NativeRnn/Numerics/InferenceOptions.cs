namespace NativeRnn;

/// <summary>How a trained model computes: wherever one is evaluated, generates or translates.</summary>
public sealed record InferenceOptions
{
    private readonly Precision _precision;

    /// <summary>What layers compute in; <see cref="Precision.F32"/> by default.</summary>
    public Precision Precision
    {
        get => _precision;
        init => _precision = Enum.IsDefined(value)
            ? value
            : throw new ArgumentOutOfRangeException(nameof(Precision), value, "The precision is none of the known ones.");
    }

    /// <summary>
    /// The ranges of the model's activations, which <see cref="Precision.Int8"/> needs; from
    /// <see cref="NativeRnn.Quantization.Calibrate(LanguageModel, ReadOnlyMemory{int}, CancellationToken)"/> on the same model.
    /// </summary>
    public Quantization? Quantization { get; init; }

    internal static InferenceOptions Default { get; } = new();
}
