namespace NativeRnn;

/// <summary>An optimizer and its constants.</summary>
public sealed record OptimizerOptions
{
    private readonly OptimizerKind _kind = OptimizerKind.Sgd;
    private readonly double _learningRate = 1;
    private readonly double _momentum = 0.9;
    private readonly double _beta1 = 0.9;
    private readonly double _beta2 = 0.999;
    private readonly double _epsilon = 1e-8;
    private readonly double _weightDecay;

    /// <summary>Which one; stochastic gradient descent by default.</summary>
    public OptimizerKind Kind
    {
        get => _kind;
        init => _kind = Enum.IsDefined(value)
            ? value
            : throw new ArgumentOutOfRangeException(nameof(Kind), value, "There is no such optimizer.");
    }

    /// <summary>η, before any schedule; positive, 1 by default (the textbook's for its language models).</summary>
    public double LearningRate
    {
        get => _learningRate;
        init => _learningRate = Positive(value, nameof(LearningRate));
    }

    /// <summary>μ of momentum; 0.9 by default, at least 0 and below 1.</summary>
    public double Momentum
    {
        get => _momentum;
        init => _momentum = BelowOne(value, nameof(Momentum));
    }

    /// <summary>β₁ of Adam, of the mean gradient; 0.9 by default.</summary>
    public double Beta1
    {
        get => _beta1;
        init => _beta1 = BelowOne(value, nameof(Beta1));
    }

    /// <summary>β₂ of Adam, of the mean squared gradient; 0.999 by default.</summary>
    public double Beta2
    {
        get => _beta2;
        init => _beta2 = BelowOne(value, nameof(Beta2));
    }

    /// <summary>ε of Adam, added to the root of the mean square; 1e-8 by default, positive.</summary>
    public double Epsilon
    {
        get => _epsilon;
        init => _epsilon = Positive(value, nameof(Epsilon));
    }

    /// <summary>λ, pulls parameters towards 0; 0 by default.</summary>
    public double WeightDecay
    {
        get => _weightDecay;
        init => _weightDecay = value >= 0 && float.IsFinite((float)value)
            ? value
            : throw new ArgumentOutOfRangeException(nameof(WeightDecay), value, "Weight decay must be 0 or more, within the range of float32.");
    }

    // Native code computes in float32: what would become 0, 1 or infinite there is outside the range.
    private static double Positive(double value, string name) => (float)value > 0 && float.IsFinite((float)value)
        ? value
        : throw new ArgumentOutOfRangeException(
            name, value, $"{name} must be a positive number within the range of float32.");

    private static double BelowOne(double value, string name) => (float)value is >= 0 and < 1
        ? value
        : throw new ArgumentOutOfRangeException(name, value, $"{name} must be at least 0 and below 1.");
}
