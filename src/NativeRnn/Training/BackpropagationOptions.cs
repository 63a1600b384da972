namespace NativeRnn;

/// <summary>How far back through time gradients go, in segments of <see cref="WindowOptions.Steps"/> steps.</summary>
/// <remarks>An optimizer step follows each window; all but the default need windows in sequence.</remarks>
public sealed record BackpropagationOptions
{
    private readonly Truncation _truncation;
    private readonly int? _segments;
    private readonly double _meanSegments = 2;

    /// <summary>Where the gradient is cut; after each segment by default.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is no member.</exception>
    public Truncation Truncation
    {
        get => _truncation;
        init => _truncation = Enum.IsDefined(value)
            ? value
            : throw new ArgumentOutOfRangeException(
                nameof(Truncation), value, "Choose the truncation Carried, Full or Random.");
    }

    /// <summary>
    /// Segments in a window of <see cref="Truncation.Full"/>, at least 1; null, the default, for the whole strip, which
    /// gives one optimizer step in an epoch.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is below 1.</exception>
    public int? Segments
    {
        get => _segments;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(value ?? 1, nameof(Segments));
            _segments = value;
        }
    }

    /// <summary>m, the mean number of segments in a window of <see cref="Truncation.Random"/>; above 1, 2 by default.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not above 1, or no number.</exception>
    public double MeanSegments
    {
        get => _meanSegments;
        init => _meanSegments = value > 1 && double.IsFinite(value)
            ? value
            : throw new ArgumentOutOfRangeException(
                nameof(MeanSegments), value, "The mean number of segments must be above 1.");
    }

    /// <summary>Segments between two optimizer steps: exactly, or on average.</summary>
    internal double SegmentsPerStep => Truncation switch
    {
        Truncation.Full => Segments ?? double.PositiveInfinity,
        Truncation.Random => MeanSegments,
        _ => 1,
    };

    /// <exception cref="ArgumentException">The windows do not follow each other.</exception>
    internal void RequireFit(WindowOptions windows)
    {
        if (Truncation != Truncation.Carried && windows.Sampling != Sampling.Sequential)
        {
            throw new ArgumentException(
                $"{Truncation} truncation needs sequential sampling: shuffled windows do not follow each other, so that no "
                + "gradient goes from one to the one before it.",
                nameof(windows));
        }
    }
}
