using NativeRnn.Checkpoints.Proto;
using NUnit.Framework;
using Proto = NativeRnn.Checkpoints.Proto;

namespace NativeRnn.Tests.Checkpoints;

/// <summary>Damaged files of language models.</summary>
internal sealed class RunDamageTests : SavedRunDamageTests
{
    private static IEnumerable<TestCaseData> SenselessHeaders()
    {
        yield return Case("hidden", header => header.LanguageModel.Hidden = int.MaxValue);
        yield return Case("a little more hidden", header => header.LanguageModel.Hidden++);
        yield return Case("layers", header => header.LanguageModel.Layers = int.MaxValue);
        yield return Case("one layer more", header => header.LanguageModel.Layers++);
        yield return Case("embedding", header => header.LanguageModel.Embed = int.MaxValue);
        yield return Case("vocabulary", header => header.LanguageModel.VocabularySize = int.MaxValue);
        yield return Case("one layer less", header => header.LanguageModel.Layers--);
        yield return Case("a target vocabulary", header => header.TargetVocabulary = new Proto.Vocabulary());
        yield return Case("another cell", header => header.LanguageModel.Cell = Cell.Lstm);
        yield return Case("empty token", header => header.Vocabulary.Tokens[1] = "");
        yield return Case("huge tensor", header => header.Tensors[0].Shape[0] = long.MaxValue);
        yield return Case("other tensor", header => header.Tensors[0].Name = "other");
        yield return Case("hidden sizes", header => header.LanguageModel.Network = new NetworkSpec { HiddenSizes = { int.MaxValue, 1 } });
        yield return Case("a hidden size too few", header => header.LanguageModel.Network = new NetworkSpec { HiddenSizes = { 3 } });
        yield return Case("no hidden size", header => header.LanguageModel.Network = new NetworkSpec { HiddenSizes = { 3, 0 } });
        yield return Case("normalisation", header => header.LanguageModel.Network = new NetworkSpec { LayerNorm = true });
        yield return Case("learnt states", header => header.LanguageModel.Network = new NetworkSpec { LearntState = true });
        yield return Case("recurrent dropout", header => header.LanguageModel.Network = new NetworkSpec { RecurrentDropout = 1 });
        yield return Case("input dropout", header => header.LanguageModel.Network = new NetworkSpec { InputDropout = float.NaN });
        yield return Case("output dropout", header => header.LanguageModel.Network = new NetworkSpec { OutputDropout = -1 });
        yield return Case("dropout kind", header => header.LanguageModel.Network = new NetworkSpec { DropoutKind = (Proto.DropoutKind)9 });
        yield return Case("merge", header => header.LanguageModel.Network = new NetworkSpec { Merge = Merge.Sum });
        yield return Case("peepholes", header => header.LanguageModel.Network = new NetworkSpec { Peephole = true });
        yield return Case("projection", header => header.LanguageModel.Network = new NetworkSpec { Projection = 1 });
        yield return Case("an LSTM's projection", header => ProjectedTo(header, 1));
        yield return Case("a projection to nothing", header => ProjectedTo(header, -1));
        yield return Case("a wide projection", header => ProjectedTo(header, header.LanguageModel.Hidden));
        yield return Case("wrapped around", header => (header.LanguageModel.Hidden, header.LanguageModel.Layers) = (1 << 30, 1 << 30));
    }

    private static void ProjectedTo(Header header, int features) =>
        (header.LanguageModel.Cell, header.LanguageModel.Network) = (Cell.Lstm, new NetworkSpec { Projection = features });

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
        yield return Case("truncation", run => run.Training.Options.Truncation = (Proto.Truncation)9);
        yield return Case("random truncation without a mean", run => run.Training.Options.Truncation = Proto.Truncation.Random);
        yield return Case("full truncation of less than nothing", run =>
            (run.Training.Options.Truncation, run.Training.Options.Segments) = (Proto.Truncation.Full, -1));
        yield return Case("full truncation of shuffled windows", run =>
            (run.Training.Options.Truncation, run.Training.Options.Sampling) = (Proto.Truncation.Full, Proto.Sampling.Random));
        yield return Case("more steps than batches", run =>
        {
            run.Training.Options.Truncation = Proto.Truncation.Full;
            run.Training.Sampler.Position = run.Training.StepInEpoch - 1;
        });
        yield return Case("epochs", run => run.Training.Options.Epochs = 1L << 40);
        yield return Case("threads", run => run.Training.Options.Threads = 1 << 20);
        yield return Case("sampler's offset", run => run.Training.Sampler.Offset = 1L << 32);
        yield return Case("sampler's place", run => run.Training.Step = run.Training.StepInEpoch = run.Training.Sampler.Position = 50);
        yield return Case("schedule's drops", run => run.Training.Schedule.Dropped = double.PositiveInfinity);
        yield return Case("moments left out", run => Rename(run, TensorRole.FirstMoment));
        yield return Case("second moments left out", run => Rename(run, TensorRole.SecondMoment));
        yield return Case("carried state left out", run => Rename(run, TensorRole.RecurrentState));
    }

    [TestCaseSource(nameof(SenselessHeaders))]
    public void A_header_that_its_tensors_do_not_bear_out_is_refused(Action<Header> change) => RefusesHeader(change);

    [TestCaseSource(nameof(SenselessRuns))]
    public void A_run_that_cannot_be_gives_no_trainer_but_its_model(Action<Header> change) => RefusesRun(change);

    protected override SavedRun MakeRun() => new RunSample();
}
