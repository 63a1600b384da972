using NativeRnn.Checkpoints.Proto;
using NUnit.Framework;
using Proto = NativeRnn.Checkpoints.Proto;

namespace NativeRnn.Tests.Checkpoints;

/// <summary>A damaged file gives neither a model nor a trainer, and costs next to no memory.</summary>
internal sealed class RunDamageTests
{
    private const int Seed = 20240607;
    private const int AllocationLimit = 1 << 20; // the sample's records, messages and parameters, with room to spare
    private RunSample _run = null!;

    private static IEnumerable<TestCaseData> SenselessHeaders()
    {
        yield return Case("hidden", header => header.LanguageModel.Hidden = int.MaxValue);
        yield return Case("a little more hidden", header => header.LanguageModel.Hidden++);
        yield return Case("layers", header => header.LanguageModel.Layers = int.MaxValue);
        yield return Case("one layer more", header => header.LanguageModel.Layers++);
        yield return Case("embedding", header => header.LanguageModel.Embed = int.MaxValue);
        yield return Case("vocabulary", header => header.LanguageModel.VocabularySize = int.MaxValue);
        yield return Case("another cell", header => header.LanguageModel.Cell = Cell.Lstm);
        yield return Case("empty token", header => header.Vocabulary.Tokens[1] = "");
        yield return Case("huge tensor", header => header.Tensors[0].Shape[0] = long.MaxValue);
        yield return Case("other tensor", header => header.Tensors[0].Name = "other");
        yield return Case("wrapped around", header => (header.LanguageModel.Hidden, header.LanguageModel.Layers) = (1 << 30, 1 << 30));
    }

    private static IEnumerable<TestCaseData> SenselessRuns()
    {
        yield return Case("no options", run => run.Training.Options = null);
        yield return Case("no generator", run => run.Training.Random = null);
        yield return Case("no sampler", run => run.Training.Sampler = null);
        yield return Case("no sums", run => run.Training.Sums = null);
        yield return Case("no schedule", run => run.Training.Schedule = null);
        yield return Case("no text", run => run.Training.Data = null);
        yield return Case("negative step", run => run.Training.Step = -1);
        yield return Case("more steps in the epoch than at all", run => run.Training.StepInEpoch = run.Training.Sampler.Position = 99);
        yield return Case("epoch", run => run.Training.Epoch = long.MaxValue);
        yield return Case("batch", run => run.Training.Options.Batch = int.MaxValue);
        yield return Case("batch and steps", run => (run.Training.Options.Batch, run.Training.Options.Steps) = (1 << 16, 1 << 16));
        yield return Case("batch of none", run => run.Training.Options.Batch = 0);
        yield return Case("other batch", run => run.Training.Options.Batch = 1);
        yield return Case("steps", run => run.Training.Options.Steps = -1);
        yield return Case("rate", run => run.Training.Options.LearningRate = double.NaN);
        yield return Case("momentum", run => run.Training.Options.Momentum = 1);
        yield return Case("clip", run => run.Training.Options.Clip = -1);
        yield return Case("optimizer", run => run.Training.Options.Optimizer = (Proto.Optimizer)9);
        yield return Case("sampling", run => run.Training.Options.Sampling = 0);
        yield return Case("schedule", run => run.Training.Options.Schedule = 0);
        yield return Case("precision", run => run.Training.Options.Precision = (Proto.Precision)9);
        yield return Case("truncation", run => run.Training.Options.Truncation = Truncation.Random);
        yield return Case("epochs", run => run.Training.Options.Epochs = 1L << 40);
        yield return Case("threads", run => run.Training.Options.Threads = 1 << 20);
        yield return Case("sampler's offset", run => run.Training.Sampler.Offset = 1L << 32);
        yield return Case("sampler's place", run => run.Training.Step = run.Training.StepInEpoch = run.Training.Sampler.Position = 50);
        yield return Case("schedule's drops", run => run.Training.Schedule.Dropped = double.PositiveInfinity);
        yield return Case("moments left out", run => Rename(run, TensorRole.FirstMoment));
        yield return Case("second moments left out", run => Rename(run, TensorRole.SecondMoment));
        yield return Case("carried state left out", run => Rename(run, TensorRole.RecurrentState));
    }

    [OneTimeSetUp]
    public void MakeRun() => _run = new RunSample();

    [OneTimeTearDown]
    public void RemoveRun() => _run.Dispose();

    [Test]
    public void Every_truncation_is_reported()
    {
        for (int length = 0; length < _run.File.Length; length++)
        {
            Refuses(_run.File[..length], $"{length} bytes", "truncated|empty");
        }
    }

    [Test]
    public void Ten_thousand_flipped_bytes_are_all_reported()
    {
        byte[] file = [.. _run.File];
        var random = new Random(Seed);
        for (int i = 0; i < 10_000; i++)
        {
            int at = random.Next(file.Length);
            int mask = random.Next(1, 256);
            file[at] ^= (byte)mask;
            Refuses(file, $"byte {at} ^ {mask}", "byte");
            file[at] ^= (byte)mask;
        }
    }

    [TestCaseSource(nameof(SenselessHeaders))]
    public void A_header_that_its_tensors_do_not_bear_out_is_refused(Action<Header> change) =>
        Refuses(CheckpointSamples.WithHeader(_run.File, change), "changed", RunSample.Name);

    [TestCaseSource(nameof(SenselessRuns))]
    public void A_run_that_cannot_be_gives_no_trainer_but_its_model(Action<Header> change)
    {
        byte[] file = CheckpointSamples.WithHeader(_run.File, change);
        Refuses(() => _run.Resume(file), "changed", RunSample.Name);
        using var model = _run.Load(file);
        using var original = _run.Load(_run.File);
        Assert.That(model.Parameters.Values.ToArray(), Is.EqualTo(original.Parameters.Values.ToArray()));
    }

    [Test]
    public void The_sample_itself_is_taken()
    {
        using var trainer = _run.Resume(CheckpointSamples.WithHeader(_run.File, _ => { }));
        using var model = trainer.Model;
        Assert.That(trainer.StepsDone, Is.EqualTo(4));
        Assert.That(trainer.Step().Step, Is.EqualTo(5));
    }

    private static TestCaseData Case(string name, Action<Header> change) => new TestCaseData(change).SetArgDisplayNames(name);

    private static void Rename(Header header, TensorRole role)
    {
        foreach (TensorEntry entry in header.Tensors.Where(entry => entry.Role == role))
        {
            entry.Name += "x";
        }
    }

    private void Refuses(byte[] file, string what, string message)
    {
        Refuses(() => _run.Load(file), what, message);
        Refuses(() => _run.Resume(file), what, message);
    }

    private void Refuses(Func<object> read, string what, string message)
    {
        var live = _run.Engine.ReadCounters();
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.That(() => read(), Throws.TypeOf<CheckpointException>().With.Message.Match(message), what);
        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.LessThan(AllocationLimit), what);
        Assert.That(_run.Engine.ReadCounters().LiveBytes, Is.LessThanOrEqualTo(live.LiveBytes), what);
    }
}
