using NUnit.Framework;

namespace NativeRnn.Tests.Tensors;

/// <summary>Directional derivatives by central differences of a float32 forward pass, accumulated in float64.</summary>
internal static class DifferenceCheck
{
    private const double Tolerance = 1e-3; // of the gradient's norm: float32 rounding divided by the step
    private const float StepLength = 1e-2f; // of a direction of unit length

    /// <summary>Numbers in [-1, 1), the same for the same seed.</summary>
    internal static float[] Numbers(long count, ulong seed)
    {
        var random = new RandomSource(seed);
        var values = new float[count];
        foreach (ref var value in values.AsSpan())
        {
            value = 2 * random.NextSingle() - 1;
        }
        return values;
    }

    internal static double Dot(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        double sum = 0;
        for (var i = 0; i < a.Length; i++)
        {
            sum += (double)a[i] * b[i];
        }
        return sum;
    }

    /// <summary>Holds an analytic gradient at a point against the objective's differences around it.</summary>
    internal static void Expect(float[] point, float[] gradient, Func<float[], double> objective, string name)
    {
        var direction = Numbers(point.Length, 99);
        var length = (float)Math.Sqrt(Dot(direction, direction));
        var amount = StepLength / length;
        var measured = (objective(Moved(point, direction, amount)) - objective(Moved(point, direction, -amount))) / (2 * amount);
        var norm = Math.Sqrt(Dot(gradient, gradient));
        Assert.That(norm, Is.GreaterThan(0), $"{name}: no gradient arrived");
        Assert.That(measured, Is.EqualTo(Dot(gradient, direction)).Within(Tolerance * norm * length), name);
    }

    private static float[] Moved(float[] point, float[] direction, float amount) =>
        [.. point.Zip(direction, (p, d) => p + amount * d)];
}
