using NativeRnn.Cli;
using NUnit.Framework;

namespace NativeRnn.Tests.Cli;

public sealed class TrainingHistoryTests
{
    private const int Steps = 100_000;
    private const int PerEpoch = 1000;

    [Test]
    public void A_long_training_is_kept_as_means_of_neighbouring_steps()
    {
        var history = new TrainingHistory();
        for (var step = 1; step <= Steps; step++)
        {
            history.Add(new TrainingStep(
                step, 1 + (step - 1) / PerEpoch, 1 + (step - 1) % PerEpoch, PerEpoch, Loss: step, GradientNorm: 2 * step, 0.5, 10));
        }

        var losses = history.Losses("Training").Points;

        Assert.That(history.StepCount, Is.EqualTo(Steps));
        Assert.That(losses, Has.Count.InRange(1000, 4096));
        Assert.That(losses.Select(point => point.X), Is.Ordered);
        foreach (var (x, loss) in losses)
        {
            Assert.That(loss, Is.EqualTo(x * PerEpoch).Within(1e-6 * Steps), "the mean of steps lies over the mean of their places");
        }

        Assert.That(history.GradientNorms("Norm").Points[0].Y, Is.EqualTo(2 * losses[0].Y).Within(1e-9));
        Assert.That(history.LearningRates("Rate").Points.Select(point => point.Y), Has.All.EqualTo(0.5).Within(1e-12));
    }

    [Test]
    public void A_short_training_is_kept_step_by_step()
    {
        var history = new TrainingHistory();
        history.Add(new TrainingStep(1, 1, 1, 2, 3.5, 1, 0.1, 10));
        history.Add(new TrainingStep(2, 1, 2, 2, 2.5, 1, 0.1, 10));

        Assert.That(history.Losses("Training").Points, Is.EqualTo(new[] { (0.5, 3.5), (1.0, 2.5) }));
    }

    [TestCase(1)]
    [TestCase(14)]
    [TestCase(500)]
    public void A_dozen_samples_stay_the_first_and_the_last_among_them(int epochs)
    {
        var log = new SampleLog<int>();
        log.Add(0, null, 0);
        for (var epoch = 1; epoch <= epochs; epoch++)
        {
            if (log.Wants(epoch) || epoch == 1 || epoch == epochs)
            {
                log.Add(epoch, epoch, epoch);
            }
        }

        int[] kept = [.. log.Samples.Select(sample => sample.Epoch)];
        Assert.That(kept, Is.Ordered.And.Unique);
        Assert.That(kept, Has.Length.InRange(Math.Min(epochs, 7), 15));
        Assert.That(kept[..2], Is.EqualTo(new[] { 0, 1 }));
        Assert.That(kept[^1], Is.EqualTo(epochs));
    }
}
