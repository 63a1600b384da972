using NUnit.Framework;

namespace NativeRnn.Tests.Checkpoints;

/// <summary>Time-series models' files of earlier versions stay readable: each is stored as it was written then.</summary>
[Category("Golden")]
internal sealed class EarlierSeriesTests
{
    private const double Rounding = 1e-5; // other processors round differently; what is stored is exact

    private static readonly string _file = Path.Combine(AppContext.BaseDirectory, "Golden", "checkpoint_v1_series.nrnn");

    // As Golden/README.md has it.
    private static readonly TimeSeries _series = new(
        [.. Enumerable.Range(0, 24).SelectMany(t => new[]
        {
            Math.Round(3 + Math.Sin(0.5 * t), 3), Math.Round(-10 * Math.Cos(0.5 * t), 2),
        })],
        ["up", "down"]);

    [Test]
    public void Version_1_tells_its_model_and_its_run()
    {
        var info = CheckpointInfo.Read(_file);
        Assert.That((info.FormatVersion, info.WrittenBy, info.ModelKind), Is.EqualTo((1, "0.1.0", "time-series model")));
        Assert.That(info.TimeSeries, Is.EqualTo(new TimeSeriesModelOptions
        {
            Kind = SeriesModelKind.Recurrent,
            Cell = CellKind.GruResetAfter,
            Window = 3,
            Hidden = 2,
            Layers = 2,
        }));
        Assert.That(info.Channels, Is.EqualTo(SeriesChannel.Of(_series.Slice(0, 20))));
        var run = info.Training!;
        Assert.That((run.StepsDone, run.EpochsDone, run.StepsInEpoch), Is.EqualTo((12L, 2, 2L)));
        Assert.That((run.Seed, run.Threads, run.Tokens, run.Pairs), Is.EqualTo((5UL, 1, 40L, 0L)));
        Assert.That(run.BestValidation, Is.EqualTo(new BestValidation(1.0164029891609938, 2, 10)));
        Assert.That(run.Options, Is.EqualTo(new TimeSeriesTrainingOptions
        {
            Batch = 4,
            MaxRows = 20,
            Optimizer = new OptimizerOptions { Kind = OptimizerKind.Adam, LearningRate = 0.05 },
            Schedule = new ScheduleOptions { Kind = ScheduleKind.Plateau, Period = 2, Factor = 0.1 },
            Patience = 3,
            Epochs = int.MaxValue,
            MaxSteps = 12,
        }));
    }

    [Test]
    public void Version_1_predicts()
    {
        using var model = TimeSeriesModel.Load(_file);
        double[] expected = [3.3387323633188517, -2.1029919383297084, 3.3497686723616025, -1.8728433813058745];
        Assert.That(model.Forecast(_series.Values, 2), Is.EqualTo(expected).Within(10 * Rounding), "deviations are up to 7");
    }

    [Test]
    public void Version_1_goes_on()
    {
        using var trainer = TimeSeriesTrainer.Resume(_file, _series, new ResumeOptions { MaxSteps = 15 });
        using var resumed = trainer.Model;
        double[] losses = [0.5799320600498508, 0.30149202331063374, 0.05692948336566417];
        foreach (var loss in losses)
        {
            Assert.That(trainer.Step().Loss, Is.EqualTo(loss).Within(Rounding));
        }
        Assert.That(trainer.IsFinished);
    }
}
