using System.Numerics;

namespace NativeRnn.Cli;

/// <summary>The ranges that options have.</summary>
internal static class NumberRanges
{
    internal static NumberRange<double> Positive { get; } = new(0, double.MaxValue) { IsAbove = true };

    internal static NumberRange<double> AboveOne { get; } = new(1, double.MaxValue) { IsAbove = true };

    internal static NumberRange<double> FromZeroBelowOne { get; } = new(0, 1) { IsBelow = true };

    internal static NumberRange<double> FromZeroToOne { get; } = new(0, 1);

    internal static NumberRange<double> AboveZeroToOne { get; } = new(0, 1) { IsAbove = true };

    internal static NumberRange<int> Threads { get; } = new(0, Engine.MaxThreads);

    internal static NumberRange<T> AtLeast<T>(T least)
        where T : struct, INumber<T>, IMinMaxValue<T> => new(least, T.MaxValue);
}
