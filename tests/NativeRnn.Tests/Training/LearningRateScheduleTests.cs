using NUnit.Framework;

namespace NativeRnn.Tests.Training;

internal sealed class LearningRateScheduleTests
{
    [Test]
    public void Constant_never_changes()
    {
        var schedule = new LearningRateSchedule(new ScheduleOptions(), 0.3, 100);
        schedule.Observe(1);
        Assert.That(schedule.RateAt(50, 99), Is.EqualTo(0.3));
    }

    [Test]
    public void Step_drops_after_every_period_of_epochs()
    {
        var options = new ScheduleOptions { Kind = ScheduleKind.Step, Period = 3, Factor = 0.5 };
        var schedule = new LearningRateSchedule(options, 1, 100);
        Assert.That(
            Enumerable.Range(0, 7).Select(epoch => schedule.RateAt(epoch, 0)),
            Is.EqualTo(new[] { 1, 1, 1, 0.5, 0.5, 0.5, 0.25 }));
    }

    [Test]
    public void Cosine_falls_from_the_first_rate_to_its_fraction()
    {
        var options = new ScheduleOptions { Kind = ScheduleKind.Cosine, Factor = 0.2 };
        var schedule = new LearningRateSchedule(options, 2, 100);
        Assert.That(schedule.RateAt(0, 0), Is.EqualTo(2));
        Assert.That(schedule.RateAt(0, 50), Is.EqualTo(1.2).Within(1e-12));
        Assert.That(schedule.RateAt(0, 100), Is.EqualTo(0.4).Within(1e-12));
        Assert.That(schedule.RateAt(0, 200), Is.EqualTo(0.4).Within(1e-12));
    }

    [Test]
    public void Plateau_drops_when_the_loss_has_not_fallen_for_longer_than_its_period()
    {
        var options = new ScheduleOptions { Kind = ScheduleKind.Plateau, Period = 2, Factor = 0.5 };
        var schedule = new LearningRateSchedule(options, 1, 100);
        double[] losses = [3, 2, 2, 2.5, 2.1, 1.9, 5, 5, 5];
        var rates = losses.Select(loss =>
        {
            schedule.Observe(loss);
            return schedule.RateAt(0, 0);
        });
        Assert.That(rates, Is.EqualTo(new[] { 1, 1, 1, 1, 0.5, 0.5, 0.5, 0.5, 0.25 }));
    }

    [Test]
    public void Options_out_of_range_are_named()
    {
        Assert.That(() => new ScheduleOptions { Period = 0 }, Throws.TypeOf<ArgumentOutOfRangeException>().With.Property("ParamName").EqualTo("Period"));
        Assert.That(() => new ScheduleOptions { Factor = 1.5 }, Throws.TypeOf<ArgumentOutOfRangeException>().With.Property("ParamName").EqualTo("Factor"));
    }
}
