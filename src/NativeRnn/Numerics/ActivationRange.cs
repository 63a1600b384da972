namespace NativeRnn;

/// <summary>The values that a layer has read and passed on; 0 always among them, so that zeros stay exact in 8 bits.</summary>
/// <param name="Lowest">At most 0.</param>
/// <param name="Highest">At least 0.</param>
internal readonly record struct ActivationRange(float Lowest, float Highest)
{
    private const float Levels = 255;

    /// <summary>8-bit steps per unit.</summary>
    internal float Scale => Highest > Lowest ? Levels / (Highest - Lowest) : 1;

    /// <summary>The step that stands for 0.</summary>
    internal float Shift => MathF.Round(-Lowest * Scale);

    internal ActivationRange Including(ReadOnlySpan<float> values)
    {
        var (lowest, highest) = (Lowest, Highest);
        foreach (var value in values)
        {
            lowest = MathF.Min(lowest, value);
            highest = MathF.Max(highest, value);
        }
        return new ActivationRange(lowest, highest);
    }
}
