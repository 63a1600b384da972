namespace NativeRnn.Benchmarks;

/// <summary>How ours is compared with the floor.</summary>
/// <param name="Unit">What the result counts.</param>
/// <param name="Of">The result of milliseconds of ours and of the floor.</param>
internal sealed record Yardstick(string Unit, Func<double, double, double> Of)
{
    internal static Yardstick Ratio { get; } = new("x", (ours, floor) => ours / floor);

    internal static Yardstick Excess { get; } = new("us more", (ours, floor) => (ours - floor) * 1000);

    /// <summary>What part of ours is not the floor.</summary>
    internal static Yardstick Share { get; } = new("% of it", (ours, floor) => (ours - floor) / ours * 100);

    /// <summary>What part of the processor's peak the work reaches.</summary>
    /// <param name="operations">Floating-point operations of ours.</param>
    /// <param name="peakOperations">Those of the floor, a large matrix product.</param>
    internal static Yardstick PartOfPeak(double operations, double peakOperations) =>
        new("% of peak", (ours, floor) => operations / ours / (peakOperations / floor) * 100);
}
