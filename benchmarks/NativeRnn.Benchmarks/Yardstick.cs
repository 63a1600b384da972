namespace NativeRnn.Benchmarks;

/// <summary>How ours is compared with the floor.</summary>
/// <param name="Unit">What the result counts.</param>
/// <param name="Of">The result of milliseconds of ours and of the floor.</param>
internal sealed record Yardstick(string Unit, Func<double, double, double> Of)
{
    /// <summary>Whether a larger result is the better one.</summary>
    internal bool MoreIsBetter { get; private init; }

    internal static Yardstick Ratio { get; } = new("x", (ours, floor) => ours / floor);

    internal static Yardstick Excess { get; } = new("us more", (ours, floor) => (ours - floor) * 1000);

    /// <summary>Ours by itself, whatever the floor.</summary>
    internal static Yardstick Ours { get; } = new("ms", (ours, _) => ours);

    /// <summary>What ours takes beyond the floor.</summary>
    internal static Yardstick ExcessMilliseconds { get; } = new("ms more", (ours, floor) => ours - floor);

    /// <summary>What part of ours is not the floor.</summary>
    internal static Yardstick Share { get; } = new("% of it", (ours, floor) => (ours - floor) / ours * 100);

    /// <summary>What part of the processor's peak the work reaches.</summary>
    /// <param name="operations">Floating-point operations of ours.</param>
    /// <param name="peakOperations">Those of the floor, a large matrix product.</param>
    internal static Yardstick PartOfPeak(double operations, double peakOperations) =>
        new("% of peak", (ours, floor) => operations / ours / (peakOperations / floor) * 100) { MoreIsBetter = true };
}
