using NativeRnn.Tests.Training;
using NUnit.Framework;

namespace NativeRnn.Tests.Models;

/// <summary>Wrong calls of the sequence-to-sequence API are answered with the parameter's name and what to do.</summary>
internal sealed class Seq2SeqMisuseTests
{
    private readonly PairCorpus _pairs = SmallPairs.Corpus();
    private Seq2SeqModel _model = null!;

    [OneTimeSetUp]
    public void MakeModel() => _model = SmallPairs.Model(_pairs, SmallPairs.Shape(AttentionKind.None));

    [OneTimeTearDown]
    public void DisposeModel() => _model.Dispose();

    [Test]
    public void Null_is_refused_by_name()
    {
        using var translator = new Translator(_model);
        var options = SmallPairs.Training();
        Assert.Multiple(() =>
        {
            Assert.That(() => new Translator(null!), Throws.ArgumentNullException.With.Property("ParamName").EqualTo("model"));
            Assert.That(() => translator.Translate(null!), Throws.ArgumentNullException.With.Property("ParamName").EqualTo("sentences"));
            Assert.That(() => new Seq2SeqTrainer(null!, _pairs, options), Throws.ArgumentNullException.With.Property("ParamName").EqualTo("model"));
            Assert.That(() => new Seq2SeqTrainer(_model, null!, options), Throws.ArgumentNullException.With.Property("ParamName").EqualTo("pairs"));
            Assert.That(() => new Seq2SeqTrainer(_model, _pairs, null!), Throws.ArgumentNullException.With.Property("ParamName").EqualTo("options"));
            Assert.That(() => Seq2SeqEvaluator.Evaluate(_model, null!), Throws.ArgumentNullException.With.Property("ParamName").EqualTo("pairs"));
            Assert.That(() => Seq2SeqEvaluator.MeasureBleu(null!, []), Throws.ArgumentNullException.With.Property("ParamName").EqualTo("model"));
        });
    }

    [Test]
    public void BLEU_cannot_decide_without_sentences()
    {
        using var trainer = new Seq2SeqTrainer(_model, _pairs, SmallPairs.Training() with { BestBy = BestBy.Bleu });
        Assert.That(
            () => trainer.Fit(new Seq2SeqValidation { Pairs = _pairs }),
            Throws.ArgumentException.With.Property("ParamName").EqualTo("validation").And.Message.StartsWith("BLEU needs the validation's sentences"));
        Assert.That(trainer.StepsDone, Is.Zero, "known before the training");
    }

    [Test]
    public void Pairs_of_other_vocabularies_are_refused()
    {
        var other = PairCorpus.FromPairs([new SentencePair("x y", "z"), new SentencePair("y", "z z")], new PairCorpusOptions { MinFrequency = 1 });
        Assert.That(
            () => new Seq2SeqTrainer(_model, other, SmallPairs.Training()),
            Throws.ArgumentException.With.Property("ParamName").EqualTo("pairs").And.Message.Contains("other vocabularies"));
        Assert.That(
            () => Seq2SeqEvaluator.Evaluate(_model, other),
            Throws.ArgumentException.With.Property("ParamName").EqualTo("pairs").And.Message.Contains("other vocabularies"));
    }

    [Test]
    public void Nothing_to_measure_is_refused()
    {
        Assert.That(() => Seq2SeqEvaluator.MeasureBleu(_model, []), Throws.TypeOf<InvalidDataException>());
        Assert.That(
            () => Seq2SeqEvaluator.Evaluate(_model, _pairs, new PairBatchOptions { Steps = 1, LongPairs = LongPairs.Skip }),
            Throws.TypeOf<InvalidDataException>().With.Message.Contains("no pair of at most 1 tokens"));
    }

    [Test]
    public void Nothing_to_translate_gives_nothing()
    {
        using var translator = new Translator(_model);
        Assert.That(translator.Translate([]), Is.Empty);
        Assert.That(translator.Translate(["", " "]).Select(result => result.Text), Is.EqualTo(new[] { "", "" }));
        Assert.That(_model.Translate(""), Is.Empty);
    }

    [Test]
    public void Options_out_of_range_are_refused()
    {
        Assert.Multiple(() =>
        {
            Assert.That(() => new Translator(_model) { Batch = 0 }, Throws.TypeOf<ArgumentOutOfRangeException>());
            Assert.That(() => new Seq2SeqTrainingOptions { LabelSmoothing = 1 }, Throws.TypeOf<ArgumentOutOfRangeException>());
            Assert.That(() => new Seq2SeqTrainingOptions { LabelSmoothing = float.NaN }, Throws.TypeOf<ArgumentOutOfRangeException>());
            Assert.That(() => new Seq2SeqTrainingOptions { BestBy = (BestBy)7 }, Throws.TypeOf<ArgumentOutOfRangeException>());
            Assert.That(() => SmallPairs.Shape((AttentionKind)9), Throws.TypeOf<ArgumentOutOfRangeException>());
            Assert.That(() => SmallPairs.Shape(AttentionKind.None) with { Embed = 0 }, Throws.TypeOf<ArgumentOutOfRangeException>());
        });
    }

    [Test]
    public void Decoding_options_that_contradict_each_other_are_refused()
    {
        using var translator = new Translator(_model);
        void Translate(DecodingOptions options) => translator.Translate(["a"], options);
        Assert.Multiple(() =>
        {
            Assert.That(
                () => Translate(new DecodingOptions { Beam = 2, NBest = 3 }),
                Throws.ArgumentException.With.Message.Contains("raise Beam to 3"));
            Assert.That(
                () => Translate(new DecodingOptions { Method = DecodingMethod.Greedy, NBest = 2 }),
                Throws.ArgumentException.With.Message.Contains("use a beam"));
            Assert.That(
                () => Translate(new DecodingOptions { MinLength = 5, MaxLength = 5 }),
                Throws.ArgumentException.With.Message.Contains("raise MaxLength to 6"));
            Assert.That(
                () => Translate(new DecodingOptions { Method = DecodingMethod.Exhaustive }),
                Throws.ArgumentException.With.Message.Contains("lower the maximum length to"));
        });
    }

    [TestCase(AttentionKind.Dot, true, false)]
    [TestCase(AttentionKind.None, false, true)]
    public void Models_that_cannot_be_are_refused(AttentionKind attention, bool bothWays, bool tied)
    {
        var options = SmallPairs.Shape(attention, bothWays: bothWays) with { TiesOutput = tied }; // 12 units, embeddings of 10
        Assert.That(() => SmallPairs.Model(_pairs, options), Throws.ArgumentException);
    }

    [Test]
    public void A_vocabulary_without_marks_makes_no_translator()
    {
        var plain = new TextCodec(Vocabulary.FromTokens(["<unk>", "a", "b", "c", "d"]), Normalization.None, TokenUnit.Word);
        Assert.That(
            () => new Seq2SeqModel(SmallPairs.Shape(AttentionKind.None), plain, _pairs.TargetCodec),
            Throws.ArgumentException.With.Property("ParamName").EqualTo("source").And.Message.Contains("PairCorpus"));
    }

    [Test]
    public void Translating_can_be_cancelled()
    {
        using var translator = new Translator(_model);
        Assert.That(
            () => translator.Translate(["a b"], cancellation: new CancellationToken(canceled: true)),
            Throws.InstanceOf<OperationCanceledException>());
        Assert.That(translator.Translate(["a b"])[0].Candidates, Has.Count.EqualTo(1), "it works on");
    }

    [Test]
    public void Model_files_are_recognized_by_their_first_bytes()
    {
        using var folder = new TemporaryFolder();
        _model.Save(folder.File("model"));
        File.WriteAllBytes(folder.File("short"), File.ReadAllBytes(folder.File("model"))[..7]);
        File.WriteAllText(folder.File("text"), "not a model at all");
        Assert.That(
            new[] { "model", "short", "text" }.Select(name => CheckpointInfo.Recognizes(folder.File(name))),
            Is.EqualTo(new[] { true, false, false }));
        Assert.That(() => CheckpointInfo.Recognizes(folder.File("none")), Throws.TypeOf<FileNotFoundException>());
    }
}
