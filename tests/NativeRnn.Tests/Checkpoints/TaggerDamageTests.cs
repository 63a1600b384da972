using NativeRnn.Checkpoints.Proto;
using NUnit.Framework;
using Proto = NativeRnn.Checkpoints.Proto;

namespace NativeRnn.Tests.Checkpoints;

/// <summary>Damaged files of taggers.</summary>
internal sealed class TaggerDamageTests : SavedRunDamageTests
{
    private static IEnumerable<TestCaseData> SenselessHeaders()
    {
        yield return Case("hidden", header => header.SequenceTagger.Hidden = int.MaxValue);
        yield return Case("no hidden", header => header.SequenceTagger.Hidden = 0);
        yield return Case("layers", header => header.SequenceTagger.Layers = int.MaxValue);
        yield return Case("no layers", header => header.SequenceTagger.Layers = 0);
        yield return Case("embedding", header => header.SequenceTagger.Embed = int.MaxValue);
        yield return Case("no embedding", header => header.SequenceTagger.Embed = 0);
        yield return Case("vocabulary", header => header.SequenceTagger.VocabularySize++);
        yield return Case("another cell", header => header.SequenceTagger.Cell = Cell.GruResetBefore);
        yield return Case("unknown cell", header => header.SequenceTagger.Cell = (Cell)9);
        yield return Case("unknown biases", header => header.SequenceTagger.Bias = (Proto.Bias)9);
        yield return Case("one direction", header => header.SequenceTagger.Bidirectional = false);
        yield return Case("dropout", header => header.SequenceTagger.Dropout = 1);
        yield return Case("embedding's dropout", header => header.SequenceTagger.EmbedDropout = float.NaN);
        yield return Case("merge", header => header.SequenceTagger.Network = new NetworkSpec { Merge = (Merge)9 });
        yield return Case("learnt states", header => header.SequenceTagger.Network = new NetworkSpec { LearntState = true });
        yield return Case("no labels", header => header.SequenceTagger.Labels.Clear());
        yield return Case("a label more", header => header.SequenceTagger.Labels.Add("X"));
        yield return Case("an empty label", header => header.SequenceTagger.Labels[0] = "");
        yield return Case("a label twice", header => header.SequenceTagger.Labels[0] = header.SequenceTagger.Labels[1]);
        yield return Case("a classifier's", header => header.SequenceClassifier = new SequenceLabellerSpec());
        yield return Case("a target", header => header.TargetVocabulary = new Proto.Vocabulary());
        yield return Case("characters", header => header.Text.Unit = Proto.TokenUnit.Character);
        yield return Case("letters", header => header.Text.Normalization = Proto.Normalization.Letters);
    }

    private static IEnumerable<TestCaseData> SenselessRuns()
    {
        yield return Case("no sampler", run => run.Training.Sampler = null);
        yield return Case("sampler's place", run => run.Training.Step = run.Training.StepInEpoch = run.Training.Sampler.Position = 50);
        yield return Case("batch of none", run => run.Training.Options.Batch = 0);
        yield return Case("largest batch", run => run.Training.Options.Batch = int.MaxValue);
        yield return Case("steps", run => run.Training.Options.Steps = 0);
        yield return Case("label smoothing", run => run.Training.Options.LabelSmoothing = 1);
        yield return Case("moments left out", run => Rename(run, TensorRole.FirstMoment));
    }

    [TestCaseSource(nameof(SenselessHeaders))]
    public void A_header_that_its_tensors_do_not_bear_out_is_refused(Action<Header> change) => RefusesHeader(change);

    [TestCaseSource(nameof(SenselessRuns))]
    public void A_run_that_cannot_be_gives_no_trainer_but_its_model(Action<Header> change) => RefusesRun(change);

    protected override SavedRun MakeRun() => new TaggerSample();
}
