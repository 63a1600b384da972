using NativeRnn.Tests.Cli;
using NativeRnn.Tests.Models;
using NativeRnn.Tests.Training;
using NUnit.Framework;

namespace NativeRnn.Tests.Checkpoints;

internal sealed class SequenceLabellerCheckpointTests
{
    private TemporaryFolder _folder = null!;

    [SetUp]
    public void MakeFolder() => _folder = new TemporaryFolder();

    [TearDown]
    public void RemoveFolder() => _folder.Dispose();

    private string File => _folder.File("model.nrnn");

    [TestCase(false)]
    [TestCase(true)]
    public void A_saved_tagger_loads_with_the_same_bits_options_and_labels(bool hasMore)
    {
        var data = SmallLabels.Sentences();
        var plain = new SequenceTaggerOptions { Cell = CellKind.GruResetAfter, Hidden = 5, Layers = 2, Embed = 4, Dropout = 0.25f, Bias = Bias.Pair };
        using var model = SmallLabels.Tagger(data, hasMore ? plain with { Merge = BidirectionalMerge.Sum, HasLayerNorm = true, EmbedDropout = 0.5f } : plain);
        model.Save(File);
        using var loaded = SequenceTagger.Load(File);
        Assert.That(loaded.Options, Is.EqualTo(model.Options));
        Assert.That(loaded.Labels.Labels, Is.EqualTo(model.Labels.Labels));
        Assert.That(loaded.Codec.Vocabulary.Tokens, Is.EqualTo(model.Codec.Vocabulary.Tokens));
        Assert.That(loaded.Parameters.Values.ToArray(), Is.EqualTo(model.Parameters.Values.ToArray()));
        Assert.That(loaded.Tag("clean the box"), Is.EqualTo(model.Tag("clean the box")));
        loaded.Save(File + "2");
        Assert.That(System.IO.File.ReadAllBytes(File + "2"), Is.EqualTo(System.IO.File.ReadAllBytes(File)));
        Assert.That(CheckpointInfo.Read(File).FormatVersion, Is.EqualTo(hasMore ? 2 : 1));
    }

    [Test]
    public void A_saved_classifier_loads_and_is_no_tagger()
    {
        using var model = SmallLabels.Classifier(SmallLabels.Texts(), new() { Cell = CellKind.Lstm, Hidden = 5, Embed = 4, IsBidirectional = false, HasPeepholes = true });
        model.Save(File);
        using var loaded = SequenceClassifier.Load(File);
        Assert.That(loaded.Options, Is.EqualTo(model.Options));
        Assert.That(
            loaded.Classify("is the box dry").Probabilities.ToArray(), Is.EqualTo(model.Classify("is the box dry").Probabilities.ToArray()));
        Assert.That(
            () => SequenceTagger.Load(File), Throws.TypeOf<CheckpointException>().With.Message.Contains("sequence classifier"));
        Assert.That(
            () => LanguageModel.Load(File), Throws.TypeOf<CheckpointException>().With.Message.Contains("sequence classifier"));
        using var language = SmallRun.Model(SmallRun.Corpus());
        language.Save(File);
        Assert.That(
            () => SequenceClassifier.Load(File), Throws.TypeOf<CheckpointException>().With.Message.Contains("language model"));
    }

    [TestCase(LabelUnit.Token)]
    [TestCase(LabelUnit.Sequence)]
    public void A_run_that_is_saved_anywhere_and_resumed_equals_the_uninterrupted_one(LabelUnit unit)
    {
        using var engine = Engine.Cpu(1);
        var data = unit == LabelUnit.Token ? SmallLabels.Sentences() : SmallLabels.Texts();
        var whole = Finish(Begin(data, engine));
        foreach (var steps in new[] { 2, 5, 12 }) // of 5 in an epoch
        {
            using (var trainer = Begin(data, engine))
            {
                for (var step = 0; step < steps; step++)
                {
                    trainer.Step();
                }
                trainer.Save(File);
                trainer.Model.Dispose();
            }
            Assert.That(Finish(SequenceLabellerTrainer.Resume(File, data, engine: engine)), Is.EqualTo(whole), $"after step {steps}");
        }
        var others = unit == LabelUnit.Token ? SmallLabels.Sentences(seed: 2) : SmallLabels.Texts(seed: 2);
        Assert.That(() => SequenceLabellerTrainer.Resume(File, others), Throws.TypeOf<InvalidDataException>().With.Message.Contains("sequences"));
    }

    [Test]
    public void Inspect_says_what_the_file_holds()
    {
        var data = SmallLabels.Sentences();
        using var trainer = Begin(data, Engine.Default);
        trainer.Step();
        trainer.Save(File);
        trainer.Model.Dispose();
        var json = CliRun.Of("inspect", File, "--json").JsonLines()[0];
        Assert.That(json.GetProperty("model").GetString(), Is.EqualTo("sequence tagger"));
        Assert.That(json.GetProperty("bidirectional").GetBoolean(), Is.True);
        Assert.That(json.GetProperty("labels").EnumerateArray().Select(label => label.GetString()), Is.EqualTo(data.Labels.Labels));
        Assert.That(json.GetProperty("training").GetProperty("sequences").GetInt32(), Is.EqualTo(40));
        var text = CliRun.Of("inspect", File).Output;
        Assert.That(text, Does.Contain("sequence tagger").And.Contain("in each direction").And.Contain("NOUN").And.Contain("40 sequences"));
        var refused = CliRun.Of("generate", File, "--prompt", "x");
        Assert.That(refused.Code, Is.EqualTo(1));
        Assert.That(refused.Error, Does.Contain("sequence tagger"));
    }

    private static SequenceLabellerTrainer Begin(LabelledSequences data, Engine engine)
    {
        SequenceLabeller model = data.LabelUnit == LabelUnit.Token
            ? SmallLabels.Tagger(data, new() { Cell = CellKind.Lstm, Hidden = 6, Embed = 4, EmbedDropout = 0.2f }, engine)
            : SmallLabels.Classifier(data, new() { Cell = CellKind.GruResetBefore, Hidden = 6, Embed = 4, Dropout = 0.2f, Layers = 2 }, engine);
        return new SequenceLabellerTrainer(model, data, SmallLabels.Training(epochs: 3), new RandomSource(9));
    }

    private static float[] Finish(SequenceLabellerTrainer trainer)
    {
        using (trainer)
        using (trainer.Model)
        {
            trainer.Fit();
            return trainer.Model.Parameters.Values.ToArray();
        }
    }
}
