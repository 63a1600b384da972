using NativeRnn.Tests.Training;
using NUnit.Framework;

namespace NativeRnn.Tests.Checkpoints;

internal sealed class CheckpointSaverTests
{
    private static readonly Corpus _corpus = SmallRun.Corpus(repetitions: 3);

    private TemporaryFolder _folder = null!;
    private LanguageModel _model = null!;
    private LanguageModelTrainer _trainer = null!;

    [SetUp]
    public void Begin()
    {
        _folder = new TemporaryFolder();
        _model = SmallRun.Model(_corpus);
        _trainer = new LanguageModelTrainer(_model, _corpus.Tokens, SmallRun.Options(epochs: 6));
    }

    [TearDown]
    public void End()
    {
        _trainer.Dispose();
        _model.Dispose();
        _folder.Dispose();
    }

    [Test]
    public void Time_is_counted_from_the_last_save()
    {
        var clock = new StoppedClock();
        var saver = new CheckpointSaver(_trainer, Options() with { EveryTime = TimeSpan.FromMinutes(5) }, clock);
        Assert.That(SavedAfterStep(saver), Is.False);
        clock.Minutes = 4.9;
        Assert.That(SavedAfterStep(saver), Is.False);
        clock.Minutes = 6;
        Assert.That(SavedAfterStep(saver), Is.True);
        clock.Minutes = 10.9;
        Assert.That(SavedAfterStep(saver), Is.False);
        clock.Minutes = 11;
        Assert.That(SavedAfterStep(saver), Is.True);
    }

    [Test]
    public void Epochs_are_counted_over_the_whole_run()
    {
        var saver = new CheckpointSaver(_trainer, Options() with { EveryEpochs = 2, KeepLast = 9 });
        _trainer.Fit(epochs: new Report(saver.AfterEpoch));
        var epochs = _folder.FileNames().Skip(1).Select(name => CheckpointInfo.Read(_folder.File(name)).Training!.EpochsDone);
        Assert.That(epochs, Is.EquivalentTo(new[] { 2, 4, 6 }));
    }

    [Test]
    public void Copies_of_later_steps_and_other_files_stay()
    {
        File.WriteAllText(_folder.File("run.step-9"), "of a run that went further");
        File.WriteAllText(_folder.File("run.step-x"), "something else");
        var saver = new CheckpointSaver(_trainer, Options() with { EverySteps = 1, KeepLast = 2 });
        for (var step = 0; step < 5; step++)
        {
            _trainer.Step();
            saver.AfterStep();
        }
        Assert.That(_folder.FileNames(), Is.EqualTo(new[] { "run", "run.step-4", "run.step-5", "run.step-9", "run.step-x" }));
    }

    [Test]
    public void A_save_between_that_fails_is_told_and_the_run_goes_on()
    {
        var failures = new List<Exception>();
        var lost = Options() with { Path = _folder.File("gone/run"), EverySteps = 1 };
        var saver = new CheckpointSaver(_trainer, lost) { SaveFailed = failures.Add };
        _trainer.Step();
        saver.AfterStep();
        Assert.That(failures, Has.One.TypeOf<DirectoryNotFoundException>());
        Assert.That(saver.Save, Throws.TypeOf<DirectoryNotFoundException>());
        Assert.That(new CheckpointSaver(_trainer, lost).AfterStep, Throws.TypeOf<DirectoryNotFoundException>());
    }

    [Test]
    public void Options_out_of_range_are_refused()
    {
        Assert.That(() => Options() with { Path = "" }, Throws.ArgumentException);
        Assert.That(() => Options() with { EverySteps = 0 }, Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => Options() with { EveryTime = TimeSpan.Zero }, Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => Options() with { EveryEpochs = 0 }, Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => Options() with { KeepLast = 0 }, Throws.InstanceOf<ArgumentOutOfRangeException>());
    }

    private CheckpointOptions Options() => new() { Path = _folder.File("run") };

    private bool SavedAfterStep(CheckpointSaver saver)
    {
        File.Delete(saver.Options.Path);
        _trainer.Step();
        saver.AfterStep();
        return File.Exists(saver.Options.Path);
    }

    private sealed class StoppedClock : TimeProvider
    {
        public double Minutes { get; set; }

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => TimeSpan.FromMinutes(Minutes).Ticks;
    }

    private sealed class Report(Action<EpochResult> action) : IProgress<EpochResult>
    {
        void IProgress<EpochResult>.Report(EpochResult value) => action(value);
    }
}
