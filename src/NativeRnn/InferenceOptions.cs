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

    internal static InferenceOptions Default { get; } = new();
}
