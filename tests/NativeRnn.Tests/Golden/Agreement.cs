using NUnit.Framework;

namespace NativeRnn.Tests.Golden;

/// <summary>How far float32 may be from the stored float64 values.</summary>
internal static class Agreement
{
    // Issue 2's bounds: oneDNN computes in float32 with vector approximations of tanh and the logistic function.
    private const double ValueTolerance = 1e-5;
    private const double GradientRelative = 1e-4;
    private const double GradientOfLargest = 1e-6;

    internal static void OfValues(float[] actual, float[] expected, string name)
    {
        Assert.That(actual, Has.Length.EqualTo(expected.Length), name);
        for (var i = 0; i < expected.Length; i++)
        {
            Assert.That(actual[i], Is.EqualTo(expected[i]).Within(ValueTolerance), $"{name}[{i}]");
        }
    }

    internal static void OfGradients(float[] actual, float[] expected, string name)
    {
        Assert.That(actual, Has.Length.EqualTo(expected.Length), name);
        var largest = expected.Max(Math.Abs);
        for (var i = 0; i < expected.Length; i++)
        {
            var tolerance = GradientRelative * Math.Abs(expected[i]) + GradientOfLargest * largest;
            Assert.That(actual[i], Is.EqualTo(expected[i]).Within(tolerance), $"{name}[{i}], largest {largest}");
        }
    }
}
