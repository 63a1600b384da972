using NativeRnn.Samples;
using NUnit.Framework;

namespace NativeRnn.Tests.Models;

/// <summary>What taggers and classifiers learn, and what they say then.</summary>
internal sealed class SequenceLabellerLearningTests
{
    private SequenceTagger _tagger = null!;
    private SequenceClassifier _classifier = null!;

    [OneTimeSetUp]
    public void Train()
    {
        _tagger = TrainTagger(isBidirectional: true);
        var texts = SmallLabels.Texts(150);
        _classifier = SmallLabels.Classifier(texts, new() { Cell = CellKind.GruResetAfter, Hidden = 16, Embed = 12, EmbedDropout = 0.1f });
        using var trainer = new SequenceLabellerTrainer(_classifier, texts, SmallLabels.Training(epochs: 6));
        trainer.Fit();
    }

    [OneTimeTearDown]
    public void Dispose()
    {
        _tagger.Dispose();
        _classifier.Dispose();
    }

    [Test]
    public void Two_directions_learn_what_the_next_word_decides_and_one_must_guess()
    {
        using var forward = TrainTagger(isBidirectional: false);
        Assert.That(AccuracyWhereTheNextWordTells(_tagger), Is.GreaterThan(0.99));
        Assert.That(AccuracyWhereTheNextWordTells(forward), Is.EqualTo(0.5).Within(0.12), "chance");
    }

    [Test]
    public void Each_epoch_tells_accuracy_and_the_scores_of_each_label()
    {
        var data = SmallLabels.Sentences(60);
        var validation = LabelledSequences.FromSentences(
            HouseGrammar.TaggedSentences(60, new RandomSource(2)), data.Codec, data.Labels);
        using var model = SmallLabels.Tagger(data);
        using var trainer = new SequenceLabellerTrainer(model, data, SmallLabels.Training(epochs: 4));
        var epochs = new List<EpochResult>();
        trainer.Fit(validation, new Collector(epochs));
        var scores = SequenceLabellerEvaluator.Evaluate(model, validation, batch: 7);
        Assert.That(epochs, Has.Count.EqualTo(4));
        Assert.That(epochs[^1].ValidationScores!.Accuracy, Is.EqualTo(scores.Accuracy).And.GreaterThan(epochs[0].ValidationScores!.Accuracy));
        Assert.That(epochs[^1].ValidationScores!.Labels, Is.EqualTo(scores.Labels));
        Assert.That(scores.Labels.Sum(label => label.Actual), Is.EqualTo(validation.TokenCount));
        Assert.That(scores.Loss.Count, Is.EqualTo(validation.TokenCount));
    }

    [Test]
    public void A_sentence_alone_is_tagged_as_among_others()
    {
        string[] sentences = ["Clean the oven", "", "dry cup and warm the piano and open box", "box"];
        var together = _tagger.Tag([.. sentences.Select(sentence => sentence.Split(' ', StringSplitOptions.RemoveEmptyEntries))]);
        using var tape = new Tape(_tagger.Engine, isTraining: false);
        for (var i = 0; i < sentences.Length; i++)
        {
            var alone = _tagger.Tag(sentences[i], tape);
            Assert.That(alone.Select(token => (token.Token, token.Tag)), Is.EqualTo(together[i].Select(token => (token.Token, token.Tag))));
            Assert.That(
                alone.Select(token => token.Probability),
                Is.EqualTo(together[i].Select(token => token.Probability)).Within(1e-5));
        }
        Assert.That(_tagger.Tag(sentences[0])[0], Has.Property("Token").EqualTo("Clean").And.Property("Tag").EqualTo("VERB"));
        Assert.That(_tagger.Tag("clean oven")[0].Tag, Is.EqualTo("ADJ"));
    }

    [Test]
    public void Texts_of_the_same_words_are_told_apart_by_their_order()
    {
        var (question, statement) = (_classifier.Classify("is the lamp warm"), _classifier.Classify("the lamp is warm"));
        Assert.That((question.Label, statement.Label), Is.EqualTo((HouseGrammar.Question, HouseGrammar.Statement)));
        Assert.That(question.Probability, Is.GreaterThan(0.8).And.LessThanOrEqualTo(1));
        Assert.That(question.Probabilities.ToArray().Sum(), Is.EqualTo(1).Within(1e-5));
        Assert.That(question.ProbabilityOf(HouseGrammar.Question), Is.EqualTo(question.Probability));
        Assert.That(() => question.ProbabilityOf("joke"), Throws.ArgumentException.With.Message.Contains("joke"));
    }

    [Test]
    public void A_text_alone_is_classified_as_among_others_an_empty_one_too()
    {
        string[] texts = ["clean the door", "", "is the cup dry", "piano", "the shelf is empty"];
        var together = _classifier.Classify(texts);
        for (var i = 0; i < texts.Length; i++)
        {
            Assert.That(
                _classifier.Classify(texts[i]).Probabilities.ToArray(),
                Is.EqualTo(together[i].Probabilities.ToArray()).Within(1e-5), texts[i]);
        }
    }

    [Test]
    public void Many_threads_share_a_model()
    {
        var expected = _tagger.Tag("clean the oven and warm room");
        var results = new IReadOnlyList<TokenTag>[16];
        Parallel.For(0, results.Length, i => results[i] = _tagger.Tag("clean the oven and warm room"));
        Assert.That(results, Is.All.EqualTo(expected));
    }

    [Test]
    public void Training_steps_allocate_nothing()
    {
        using var engine = Engine.Cpu(1);
        var data = SmallLabels.Sentences(32);
        using var model = SmallLabels.Tagger(data, engine: engine);
        using var trainer = new SequenceLabellerTrainer(model, data, SmallLabels.Training(epochs: 1000));
        for (var step = 0; step < 200; step++)
        {
            trainer.Step();
        }
        var (native, managed) = (engine.ReadCounters().Allocations, GC.GetAllocatedBytesForCurrentThread());
        for (var step = 0; step < 40; step++)
        {
            trainer.Step();
        }
        Assert.That(GC.GetAllocatedBytesForCurrentThread() - managed, Is.Zero, "managed bytes");
        Assert.That(engine.ReadCounters().Allocations, Is.EqualTo(native), "native allocations");
    }

    private static SequenceTagger TrainTagger(bool isBidirectional)
    {
        var data = SmallLabels.Sentences(300);
        var options = new SequenceTaggerOptions { Cell = CellKind.Lstm, Hidden = 16, Embed = 12, IsBidirectional = isBidirectional };
        var model = SmallLabels.Tagger(data, options);
        using var trainer = new SequenceLabellerTrainer(model, data, SmallLabels.Training(epochs: 4));
        trainer.Fit();
        return model;
    }

    // On sentences that it has not seen.
    private static double AccuracyWhereTheNextWordTells(SequenceTagger model)
    {
        var sentences = HouseGrammar.TaggedSentences(200, new RandomSource(77));
        var made = model.Tag([.. sentences.Select(sentence => sentence.Tokens)]);
        return sentences.Zip(made)
            .SelectMany(pair => pair.First.Tags.Zip(pair.Second, (tag, token) => (tag, token)))
            .Where(word => HouseGrammar.IsAmbiguous(word.token.Token))
            .Average(word => word.tag == word.token.Tag ? 1.0 : 0);
    }

    private sealed class Collector(List<EpochResult> epochs) : IProgress<EpochResult>
    {
        public void Report(EpochResult value) => epochs.Add(value);
    }
}
