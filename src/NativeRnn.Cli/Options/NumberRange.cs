using System.Globalization;
using System.Numerics;

namespace NativeRnn.Cli;

/// <summary>The numbers that an option takes.</summary>
/// <param name="Least">The lower end.</param>
/// <param name="Most">The upper end.</param>
internal sealed record NumberRange<T>(T Least, T Most)
    where T : struct, INumber<T>, IMinMaxValue<T>
{
    /// <summary>Whether the lower end itself is outside.</summary>
    internal bool IsAbove { get; init; }

    /// <summary>Whether the upper end itself is outside.</summary>
    internal bool IsBelow { get; init; }

    private bool IsOpenEnded => Most == T.MaxValue;

    internal bool Contains(T value) =>
        T.IsFinite(value) && (IsAbove ? value > Least : value >= Least) && (IsBelow ? value < Most : value <= Most);

    /// <summary>As an error says it: "at least 0 and below 1".</summary>
    public override string ToString()
    {
        var low = $"{(IsAbove ? "above" : "at least")} {Text(Least)}";
        return IsOpenEnded ? low : $"{low} and {(IsBelow ? "below" : "at most")} {Text(Most)}";
    }

    private static string Text(T number) => number.ToString(null, CultureInfo.InvariantCulture);
}
