using NUnit.Framework;

namespace NativeRnn.Tests.Series;

internal sealed class TimeSeriesTrainerTests
{
    private static readonly TimeSeries _series = TimeSeries.NoisySine(60, random: new RandomSource(9));
    private static readonly TimeSeriesTrainingOptions _options = new()
    {
        Epochs = 4,
        Batch = 8,
        MaxRows = 50,
        Schedule = new ScheduleOptions { Kind = ScheduleKind.Plateau, Period = 1, Factor = 0.5 },
    };

    private TemporaryFolder _folder = null!;

    [SetUp]
    public void MakeFolder() => _folder = new TemporaryFolder();

    [TearDown]
    public void RemoveFolder() => _folder.Dispose();

    [TestCase(SeriesModelKind.Linear, 3)]
    [TestCase(SeriesModelKind.Mlp, 6)]
    [TestCase(SeriesModelKind.Recurrent, 11)]
    public void A_resumed_run_equals_the_uninterrupted_one_bit_for_bit(SeriesModelKind kind, int interruptedAt)
    {
        using var whole = Begin(kind);
        whole.Fit(_series, 50);
        using var first = Begin(kind);
        using var source = new CancellationTokenSource();
        var stop = new Report<TrainingStep>(step =>
        {
            if (step.Step == interruptedAt)
            {
                source.Cancel();
            }
        });
        Assert.That(() => first.Fit(_series, 50, steps: stop, cancellation: source.Token), Throws.InstanceOf<OperationCanceledException>());
        first.Save(_folder.File("run"));
        using var second = TimeSeriesTrainer.Resume(_folder.File("run"), _series);
        Assert.That(second.StepsDone, Is.EqualTo(interruptedAt));
        Assert.That(second.Options, Is.EqualTo(_options));
        second.Fit(_series, 50);
        Assert.That(Bytes(second), Is.EqualTo(Bytes(whole)));
        Assert.That(second.BestValidation, Is.Not.Null.And.EqualTo(whole.BestValidation));
    }

    [Test]
    public void Every_row_with_a_window_is_learnt_once_an_epoch()
    {
        using var trainer = Begin(SeriesModelKind.Linear);
        var epochs = new List<EpochResult>();
        trainer.Fit(epochs: new Report<EpochResult>(epochs.Add));
        Assert.That(epochs.Select(epoch => epoch.Loss.Count), Is.All.EqualTo(50 - 4));
        Assert.That(trainer.StepsDone, Is.EqualTo(4 * 6), "the last batch of six holds what is left");
        Assert.That(trainer.LossKind, Is.EqualTo(LossKind.SquaredError));
    }

    [Test]
    public void A_saved_model_predicts_the_same()
    {
        var wide = new TimeSeries([.. _series.Values.ToArray().SelectMany(x => new[] { x, 2 - x })], ["x", "y"]);
        using var model = new TimeSeriesModel(
            new TimeSeriesModelOptions { Kind = SeriesModelKind.Recurrent, Cell = CellKind.Lstm, Window = 5, Hidden = 6, Layers = 2 }, wide);
        model.Save(_folder.File("model"));
        using var again = TimeSeriesModel.Load(_folder.File("model"));
        Assert.That(again.Options, Is.EqualTo(model.Options));
        Assert.That(again.Channels, Is.EqualTo(model.Channels));
        Assert.That(again.Forecast(wide.Values, 3), Is.EqualTo(model.Forecast(wide.Values, 3)));
        var info = CheckpointInfo.Read(_folder.File("model"));
        Assert.That((info.ModelKind, info.TimeSeries, info.HasCodec), Is.EqualTo(("time-series model", model.Options, false)));
        Assert.That(info.Channels, Is.EqualTo(model.Channels));
        Assert.That(() => info.Codec, Throws.InvalidOperationException);
    }

    [Test]
    public void Files_of_other_kinds_are_refused_both_ways()
    {
        using var trainer = Begin(SeriesModelKind.Linear);
        trainer.Save(_folder.File("run"));
        Assert.That(
            () => LanguageModel.Load(_folder.File("run")),
            Throws.TypeOf<CheckpointException>().With.Message.Contains("holds a time-series model, not a language model"));
        Assert.That(
            () => LanguageModelTrainer.Resume(_folder.File("run"), new int[100]),
            Throws.TypeOf<CheckpointException>().With.Message.Contains("another kind of model"));
        var corpus = Corpus.FromText("abcab");
        using var other = new LanguageModel(new LanguageModelOptions { Cell = CellKind.Lstm, Hidden = 2 }, corpus.Codec);
        other.Save(_folder.File("lm"));
        Assert.That(
            () => TimeSeriesModel.Load(_folder.File("lm")),
            Throws.TypeOf<CheckpointException>().With.Message.Contains("holds a language model, not a time-series model: train one with 'train series'"));
    }

    [Test]
    public void Another_series_is_refused()
    {
        using var trainer = Begin(SeriesModelKind.Linear);
        trainer.Save(_folder.File("run"));
        double[] other = [.. _series.Values];
        other[55] = 0;
        Assert.That(() => Resume(other).Dispose(), Throws.Nothing, "only the first 50 rows were learnt");
        other[7] = 0;
        Assert.That(
            () => Resume(other), Throws.TypeOf<InvalidDataException>().With.Message.Contains("The series is not the one that the run of"));
        Assert.That(
            () => Resume(other[..20]),
            Throws.TypeOf<InvalidDataException>().With.Message.Contains("has 20 numbers").And.Message.Contains("with 50"));
    }

    [Test]
    public void A_series_without_a_whole_window_is_refused()
    {
        var series = new TimeSeries([1, 2, 3, 4]);
        using var model = new TimeSeriesModel(new TimeSeriesModelOptions { Kind = SeriesModelKind.Linear }, series);
        Assert.That(
            () => new TimeSeriesTrainer(model, series, new TimeSeriesTrainingOptions()),
            Throws.TypeOf<InvalidDataException>().With.Message.Contains("4 rows, but windows of 4 need at least 5"));
        using var trainer = Begin(SeriesModelKind.Linear);
        Assert.That(() => trainer.Fit(_series, 60), Throws.ArgumentException.With.Message.Contains("row 60"));
    }

    [TestCase(SeriesModelKind.Mlp)]
    [TestCase(SeriesModelKind.Recurrent)]
    public void Training_steps_allocate_nothing(SeriesModelKind kind)
    {
        using var engine = Engine.Cpu();
        using var model = new TimeSeriesModel(new TimeSeriesModelOptions { Kind = kind, Layers = 2 }, _series, engine: engine);
        using var trainer = new TimeSeriesTrainer(model, _series, _options with { Epochs = 1000 });
        Repeat(100, trainer);
        var before = engine.ReadCounters();
        var managed = GC.GetAllocatedBytesForCurrentThread();
        Repeat(100, trainer);
        Assert.That(GC.GetAllocatedBytesForCurrentThread() - managed, Is.Zero, "managed bytes");
        Assert.That(engine.ReadCounters().Allocations, Is.EqualTo(before.Allocations), "native allocations");
    }

    private static void Repeat(int count, TimeSeriesTrainer trainer)
    {
        for (var i = 0; i < count; i++)
        {
            trainer.Step();
        }
    }

    private static TimeSeriesTrainer Begin(SeriesModelKind kind) => new(
        new TimeSeriesModel(
            new TimeSeriesModelOptions { Kind = kind, Hidden = 6 }, _series.Slice(0, 50), new RandomSource(1)),
        _series,
        _options,
        new RandomSource(2));

    private TimeSeriesTrainer Resume(double[] values) => TimeSeriesTrainer.Resume(_folder.File("run"), new TimeSeries(values));

    private byte[] Bytes(TimeSeriesTrainer trainer)
    {
        trainer.Save(_folder.File("bytes"));
        return File.ReadAllBytes(_folder.File("bytes"));
    }

    private sealed class Report<T>(Action<T> action) : IProgress<T>
    {
        void IProgress<T>.Report(T value) => action(value);
    }
}
