using NUnit.Framework;

namespace NativeRnn.Tests.Training;

/// <summary>Randomly cut gradients are right on average, and those that are always cut are not.</summary>
internal sealed class RandomTruncationTests
{
    private const int Segments = 5;
    private const double MeanSegments = 1.5;

    [TestCase(CellKind.RnnTanh)]
    [TestCase(CellKind.GruResetAfter)]
    [TestCase(CellKind.Lstm)]
    public void The_expected_gradient_over_all_cuts_is_the_whole_one(CellKind cell)
    {
        using var engine = Engine.Cpu(1);
        using var tape = new Tape(engine);
        using var sequence = Sequence(engine, cell);
        sequence.RunOnOneTape(tape, Segments, null);
        var whole = sequence.TakeGradients();
        var (expected, sum) = Expectation(tape, sequence, isCompensated: true);
        Assert.That(sum, Is.EqualTo(1).Within(1e-12), "of the probabilities");
        Assert.That(Distance(expected, whole), Is.LessThan(1e-6));
    }

    [Test]
    public void Without_the_factors_it_would_be_biased()
    {
        using var engine = Engine.Cpu(1);
        using var tape = new Tape(engine);
        using var sequence = Sequence(engine, CellKind.Lstm);
        sequence.RunOnOneTape(tape, Segments, null);
        var whole = sequence.TakeGradients();
        Assert.That(Distance(Expectation(tape, sequence, isCompensated: false).Gradient, whole), Is.GreaterThan(0.02));
    }

    [Test]
    public void Cutting_after_each_segment_is_biased()
    {
        using var engine = Engine.Cpu(1);
        using var tape = new Tape(engine);
        using var sequence = Sequence(engine, CellKind.Lstm);
        sequence.RunOnOneTape(tape, Segments, null);
        var whole = sequence.TakeGradients();
        const int EverywhereCut = (1 << (Segments - 1)) - 1;
        Assert.That(Distance(Gradient(tape, sequence, EverywhereCut, true).Gradient, whole), Is.GreaterThan(0.02));
        Assert.That(Distance(Gradient(tape, sequence, cuts: 0, false).Gradient, whole), Is.LessThan(1e-6), "nowhere");
    }

    [TestCase(1.2)]
    [TestCase(2)]
    [TestCase(7)]
    public void Lengths_have_the_stated_mean_and_the_stated_probabilities(double mean)
    {
        const int Draws = 200_000;
        var (truncation, random) = (new RandomTruncation(mean), new RandomSource(3));
        var lengths = Enumerable.Range(0, Draws).Select(_ => truncation.Draw(random, int.MaxValue)).ToArray();
        var error = Math.Sqrt(lengths.Sum(length => Math.Pow(length - mean, 2)) / Draws / Draws);
        Assert.That(lengths.Average(), Is.EqualTo(mean).Within(4 * error));
        var survivors = (double)Draws;
        for (var k = 1; k <= 3; k++)
        {
            var (cut, expected) = (lengths.Count(length => length == k), 6 / (5 * mean + k));
            Assert.That(cut / survivors, Is.EqualTo(expected).Within(4 * Math.Sqrt(expected / survivors)), $"after {k}");
            survivors -= cut;
        }
    }

    [Test]
    public void A_window_ends_with_its_strip_and_needs_no_draw_there()
    {
        var (truncation, random) = (new RandomTruncation(1e9), new RandomSource(3));
        Assert.That(truncation.Draw(random, 1), Is.EqualTo(1));
        Assert.That(random.Position, Is.Zero);
        Assert.That(truncation.Draw(random, 4), Is.EqualTo(4));
    }

    private static NetworkSegments Sequence(Engine engine, CellKind cell) =>
        new(engine, cell, Segments, steps: 2, (Layers: 2, Hidden: 5, Batch: 2, Dropout: 0));

    // Over all patterns of cuts, each as probable as its draws are.
    private static (double[] Gradient, double Sum) Expectation(Tape tape, NetworkSegments sequence, bool isCompensated)
    {
        var mean = new double[sequence.Store.Gradients.Shape.Count];
        double sum = 0;
        for (var cuts = 0; cuts < 1 << (Segments - 1); cuts++)
        {
            var (gradient, probability) = Gradient(tape, sequence, cuts, isCompensated);
            sum += probability;
            for (var i = 0; i < mean.Length; i++)
            {
                mean[i] += probability * gradient[i];
            }
        }
        return (mean, sum);
    }

    /// <summary>The gradient of all windows together.</summary>
    /// <param name="tape">For training.</param>
    /// <param name="sequence">Its initial state is the same before and after.</param>
    /// <param name="cuts">Bit i: there is a cut behind segment i.</param>
    /// <param name="isCompensated">Whether what passes is multiplied by the factors.</param>
    private static (double[] Gradient, double Probability) Gradient(
        Tape tape, NetworkSegments sequence, int cuts, bool isCompensated)
    {
        var truncation = new RandomTruncation(MeanSegments);
        using var backpropagation = new CheckpointedBackpropagation(tape.Engine);
        var begin = sequence.State.All.ToArray();
        var (first, probability) = (0, 1.0);
        while (first < Segments)
        {
            var length = 1;
            while (first + length < Segments && (cuts >> (first + length - 1) & 1) == 0)
            {
                probability *= 1 - truncation.CutProbability(length++);
            }
            sequence.First = first;
            backpropagation.Run(
                tape, sequence, length, sequence.Initial, null, isCompensated ? truncation.Weights(length) : default);
            for (var layer = 0; layer < 2; layer++)
            {
                sequence.State[layer].CopyFrom(backpropagation.FinalState(layer).ToArray());
            }
            first += length;
            probability *= first < Segments ? truncation.CutProbability(length) : 1;
        }
        sequence.First = 0;
        sequence.State.All.CopyFrom(begin);
        return ([.. sequence.TakeGradients().Select(value => (double)value)], probability);
    }

    // In parts of the norm.
    private static double Distance(double[] actual, float[] expected) =>
        Math.Sqrt(actual.Zip(expected, (a, e) => Math.Pow(a - e, 2)).Sum() / expected.Sum(e => (double)e * e));
}
