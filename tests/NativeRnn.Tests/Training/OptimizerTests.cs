using NUnit.Framework;

namespace NativeRnn.Tests.Training;

/// <summary>Optimizers against torch.optim's formulas written out in double.</summary>
internal sealed class OptimizerTests
{
    private const double Rate = 0.05;
    private const double Decay = 0.1;

    [TestCase(OptimizerKind.Sgd)]
    [TestCase(OptimizerKind.Momentum)]
    [TestCase(OptimizerKind.Adam)]
    [TestCase(OptimizerKind.AdamW)]
    public void Five_steps_follow_the_formulas(OptimizerKind kind)
    {
        using var engine = Engine.Open(EngineChoice.Default);
        using var store = new ParameterStore(engine);
        var parameter = store.Declare(new ParameterSpec
        {
            Name = "p",
            Shape = new Shape(3),
            Role = ParameterRole.Weight,
            FanIn = 1,
            FanOut = 1,
            Scale = 1,
        });
        store.Allocate();
        parameter.SetValue([1, -2, 0.5f]);
        using var tape = new Tape(engine);
        using var optimizer = new Optimizer(store, new OptimizerOptions { Kind = kind, LearningRate = Rate, WeightDecay = Decay });
        double[] expected = [1, -2, 0.5], velocity = new double[3], square = new double[3];
        for (var step = 1; step <= 5; step++)
        {
            float[] gradient = [0.3f * step, -0.1f, 2];
            parameter.Gradient.CopyFrom(gradient);
            optimizer.Step(tape, Rate, gradientScale: 0.5);
            for (var i = 0; i < 3; i++)
            {
                expected[i] = Next(kind, step, expected[i], 0.5 * gradient[i], ref velocity[i], ref square[i]);
            }
            Assert.That(parameter.Gradient.ToArray(), Is.All.Zero, "a step clears the gradients");
        }
        var actual = parameter.Value.ToArray();
        for (var i = 0; i < 3; i++)
        {
            Assert.That(actual[i], Is.EqualTo(expected[i]).Within(1e-5));
        }
    }

    [TestCase(1e39)]
    [TestCase(1e-60)]
    [TestCase(double.NaN)]
    public void Constants_that_float32_does_not_hold_are_refused(double value)
    {
        Assert.That(
            () => new OptimizerOptions { LearningRate = value },
            Throws.InstanceOf<ArgumentOutOfRangeException>().With.Message.Contains("range of float32"));
        Assert.That(() => new OptimizerOptions { Epsilon = value }, Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => new OptimizerOptions { Beta2 = 1 - 1e-12 }, Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => new OptimizerOptions { WeightDecay = 1e39 }, Throws.InstanceOf<ArgumentOutOfRangeException>());
    }

    private static double Next(OptimizerKind kind, int step, double p, double g, ref double m, ref double v)
    {
        if (kind == OptimizerKind.AdamW)
        {
            p *= 1 - Rate * Decay;
        }
        else
        {
            g += Decay * p;
        }
        if (kind == OptimizerKind.Sgd)
        {
            return p - Rate * g;
        }
        if (kind == OptimizerKind.Momentum)
        {
            m = 0.9 * m + g;
            return p - Rate * m;
        }
        m = 0.9 * m + 0.1 * g;
        v = 0.999 * v + 0.001 * g * g;
        return p - Rate * (m / (1 - Math.Pow(0.9, step))) / (Math.Sqrt(v / (1 - Math.Pow(0.999, step))) + 1e-8);
    }
}
