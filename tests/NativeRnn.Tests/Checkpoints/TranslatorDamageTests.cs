using NativeRnn.Checkpoints.Proto;
using NUnit.Framework;
using Proto = NativeRnn.Checkpoints.Proto;

namespace NativeRnn.Tests.Checkpoints;

/// <summary>Damaged files of translators.</summary>
internal sealed class TranslatorDamageTests : SavedRunDamageTests
{
    private static IEnumerable<TestCaseData> SenselessHeaders()
    {
        yield return Case("hidden", header => header.Seq2Seq.Hidden = int.MaxValue);
        yield return Case("a little more hidden", header => header.Seq2Seq.Hidden++);
        yield return Case("layers", header => header.Seq2Seq.Layers = int.MaxValue);
        yield return Case("one layer more", header => header.Seq2Seq.Layers++);
        yield return Case("embedding", header => header.Seq2Seq.Embed = int.MaxValue);
        yield return Case("no embedding", header => header.Seq2Seq.Embed = 0);
        yield return Case("wrapped around", header => (header.Seq2Seq.Hidden, header.Seq2Seq.Layers) = (1 << 30, 1 << 30));
        yield return Case("source vocabulary", header => header.Seq2Seq.SourceVocabularySize = int.MaxValue);
        yield return Case("target vocabulary", header => header.Seq2Seq.TargetVocabularySize--);
        yield return Case("another cell", header => header.Seq2Seq.Cell = Cell.GruResetBefore);
        yield return Case("unknown cell", header => header.Seq2Seq.Cell = (Cell)9);
        yield return Case("other biases", header => header.Seq2Seq.Bias = Proto.Bias.Pair);
        yield return Case("no attention", header => header.Seq2Seq.Attention = Proto.Attention.None);
        yield return Case("dot attention", header => header.Seq2Seq.Attention = Proto.Attention.Dot);
        yield return Case("general attention", header => header.Seq2Seq.Attention = Proto.Attention.General);
        yield return Case("unknown attention", header => header.Seq2Seq.Attention = (Proto.Attention)9);
        yield return Case("one direction", header => header.Seq2Seq.Bidirectional = false);
        yield return Case("tied", header => header.Seq2Seq.TiedOutput = true);
        yield return Case("dropout", header => header.Seq2Seq.Dropout = 1);
        yield return Case("embedding's dropout", header => header.Seq2Seq.EmbedDropout = float.NaN);
        yield return Case("hidden sizes", header => header.Seq2Seq.Network = new NetworkSpec { HiddenSizes = { 3 } });
        yield return Case("learnt states", header => header.Seq2Seq.Network = new NetworkSpec { LearntState = true });
        yield return Case("normalisation", header => header.Seq2Seq.Network = new NetworkSpec { LayerNorm = true });
        yield return Case("recurrent dropout", header => header.Seq2Seq.Network = new NetworkSpec { RecurrentDropout = 1 });
        yield return Case("merge", header => header.Seq2Seq.Network = new NetworkSpec { Merge = (Merge)9 });
        yield return Case("peepholes", header => header.Seq2Seq.Network = new NetworkSpec { Peephole = true });
        yield return Case("projection", header => header.Seq2Seq.Network = new NetworkSpec { Projection = 1 });
        yield return Case("a language model's", header => header.LanguageModel = new LanguageModelSpec());
        yield return Case("no target vocabulary", header => header.TargetVocabulary = null);
        yield return Case("no target text", header => header.TargetText = null);
        yield return Case("empty token", header => header.TargetVocabulary.Tokens[^1] = "");
        yield return Case("token twice", header => header.TargetVocabulary.Tokens[^1] = header.TargetVocabulary.Tokens[^2]);
        yield return Case("no end mark", header => header.TargetVocabulary.Tokens[3] = "end");
        yield return Case("no source marks", header => header.Vocabulary.Tokens[1] = "pad");
        yield return Case("huge tensor", header => header.Tensors[0].Shape[0] = long.MaxValue);
        yield return Case("other tensor", header => header.Tensors[0].Name = "other");
    }

    private static IEnumerable<TestCaseData> SenselessRuns()
    {
        yield return Case("no options", run => run.Training.Options = null);
        yield return Case("no generator", run => run.Training.Random = null);
        yield return Case("no sampler", run => run.Training.Sampler = null);
        yield return Case("no sums", run => run.Training.Sums = null);
        yield return Case("no schedule", run => run.Training.Schedule = null);
        yield return Case("no pairs", run => run.Training.Data = null);
        yield return Case("negative step", run => run.Training.Step = -1);
        yield return Case("more steps in the epoch than at all", run => run.Training.StepInEpoch = run.Training.Sampler.Position = 99);
        yield return Case("truncation", run => run.Training.Options.Truncation = Proto.Truncation.Full);
        yield return Case("sampler's place", run => run.Training.Step = run.Training.StepInEpoch = run.Training.Sampler.Position = 50);
        yield return Case("batch of none", run => run.Training.Options.Batch = 0);
        yield return Case("largest batch", run => run.Training.Options.Batch = int.MaxValue);
        yield return Case("negative batch tokens", run => run.Training.Options.BatchTokens = -1);
        yield return Case("steps", run => run.Training.Options.Steps = 0);
        yield return Case("long pairs", run => run.Training.Options.LongPairs = 0);
        yield return Case("label smoothing", run => run.Training.Options.LabelSmoothing = 1);
        yield return Case("no label smoothing", run => run.Training.Options.LabelSmoothing = float.NaN);
        yield return Case("best by", run => run.Training.Options.BestBy = (Proto.BestBy)9);
        yield return Case("patience", run => run.Training.Options.Patience = -1);
        yield return Case("rate", run => run.Training.Options.LearningRate = double.NaN);
        yield return Case("epochs", run => run.Training.Options.Epochs = 1L << 40);
        yield return Case("threads", run => run.Training.Options.Threads = 1 << 20);
        yield return Case("moments left out", run => Rename(run, TensorRole.FirstMoment));
        yield return Case("second moments left out", run => Rename(run, TensorRole.SecondMoment));
    }

    [TestCaseSource(nameof(SenselessHeaders))]
    public void A_header_that_its_tensors_do_not_bear_out_is_refused(Action<Header> change) => RefusesHeader(change);

    [TestCaseSource(nameof(SenselessRuns))]
    public void A_run_that_cannot_be_gives_no_trainer_but_its_model(Action<Header> change) => RefusesRun(change);

    protected override SavedRun MakeRun() => new TranslatorSample();
}
