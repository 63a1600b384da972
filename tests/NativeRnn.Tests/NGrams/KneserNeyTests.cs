using NUnit.Framework;

namespace NativeRnn.Tests.NGrams;

public class KneserNeyTests
{
    private const double Rounding = 1e-12; // sums of a few dozen doubles

    [TestCase(NGramSmoothing.KneserNey)]
    [TestCase(NGramSmoothing.ModifiedKneserNey)]
    public void Probabilities_are_those_of_the_papers_sums(NGramSmoothing smoothing)
    {
        const int VocabularySize = 40;
        int[] text = NGramTexts.Random(600, VocabularySize, seed: 3);
        NGramModel model = Train(text, VocabularySize, smoothing);
        var naive = new NaiveCounts(text, VocabularySize, 3, smoothing == NGramSmoothing.ModifiedKneserNey);
        foreach (int[] context in Contexts(text))
        {
            double[] predicted = NGramTexts.Predict(model, context);
            for (int token = 0; token < VocabularySize; token++)
            {
                double expected = naive.Probability(context, token);
                Assert.That(predicted[token], Is.EqualTo(expected).Within(Rounding));
                Assert.That(Math.Exp(model.LogProbability(context, token)), Is.EqualTo(expected).Within(Rounding));
            }
        }
    }

    // nltk 3.8, KneserNeyInterpolated(discount=0.75), fitted on the same n-grams. It gives single tokens no discount.
    [TestCase("the dog", 0.2390625)]
    [TestCase("on the", 0.8125)]
    [TestCase("cat saw", 0.17708333333333331)]
    [TestCase("cat on", 0.09375)]
    [TestCase("on the dog", 0.09933035714285715)]
    [TestCase("on the cat", 0.2540922619047619)]
    [TestCase("the cat sat", 0.21614583333333331)]
    [TestCase("dog and the", 0.859375)]
    [TestCase("sat on saw", 0.017578125)]
    public void Probabilities_are_those_of_nltk(string ngram, double expected)
    {
        Corpus corpus = NGramTexts.Words(NGramTexts.Cat);
        int[] ids = corpus.Codec.Encode(ngram).Ids.ToArray();
        NGramModel model = TrainLikeNltk(corpus, ids.Length);
        Assert.That(Math.Exp(model.LogProbability(ids.AsSpan()[..^1], ids[^1])), Is.EqualTo(expected).Within(Rounding));
    }

    [TestCase(NGramSmoothing.KneserNey, 1)]
    [TestCase(NGramSmoothing.KneserNey, 4)]
    [TestCase(NGramSmoothing.ModifiedKneserNey, 2)]
    [TestCase(NGramSmoothing.ModifiedKneserNey, 5)]
    public void Probabilities_sum_to_one_after_every_context(NGramSmoothing smoothing, int order)
    {
        const int VocabularySize = 30;
        int[] text = NGramTexts.Random(500, VocabularySize, seed: 11);
        NGramModel model = Train(text, VocabularySize, smoothing, order);
        foreach (int[] context in Contexts(text))
        {
            double[] predicted = NGramTexts.Predict(model, context);
            Assert.That(predicted.Sum(), Is.EqualTo(1).Within(Rounding));
            Assert.That(predicted, Is.All.GreaterThan(0));
        }
    }

    [Test]
    public void Discounts_are_estimated_from_counts_of_counts()
    {
        // n1 = 4, n2 = 2, n3 = 1, n4 = 1: Y = 4 / 8
        int[] counts = [1, 1, 1, 1, 2, 2, 3, 4, 9, 0, 0];
        Assert.That(KneserNeyDiscounts.Estimate(counts, isModified: false), Is.EqualTo(new KneserNeyDiscounts(0.5, 0.5, 0.5)));
        Assert.That(
            KneserNeyDiscounts.Estimate(counts, isModified: true), Is.EqualTo(new KneserNeyDiscounts(0.5, 1.25, 1)));
    }

    [Test]
    public void Without_rare_counts_the_discounts_fall_back()
    {
        Assert.That(
            KneserNeyDiscounts.Estimate([7, 8, 9], isModified: true), Is.EqualTo(new KneserNeyDiscounts(0.5, 1, 1.5)));
        Assert.That(
            KneserNeyDiscounts.Estimate([7, 8, 9], isModified: false), Is.EqualTo(new KneserNeyDiscounts(0.5, 0.5, 0.5)));
    }

    [Test]
    public void Perplexity_is_that_of_the_probabilities_one_by_one_and_a_stream_is_read_as_such()
    {
        const int VocabularySize = 12;
        int[] text = NGramTexts.Random(300, VocabularySize, seed: 1);
        int[] other = NGramTexts.Random(100, VocabularySize, seed: 2);
        NGramModel model = Train(text, VocabularySize, NGramSmoothing.ModifiedKneserNey);
        double total = Enumerable.Range(1, other.Length - 1)
            .Sum(i => -Math.Log(NGramTexts.Predict(model, other[..i])[other[i]]));
        Loss loss = model.Evaluate(other);
        Assert.That(loss.Count, Is.EqualTo(99));
        Assert.That(loss.Total, Is.EqualTo(total).Within(1e-9));
    }

    [Test]
    public void A_text_that_is_too_short_or_unknown_is_refused()
    {
        NGramModel model = Train([1, 2, 1], 3, NGramSmoothing.KneserNey);
        Assert.That(() => model.Evaluate([1]), Throws.InstanceOf<InvalidDataException>());
        Assert.That(() => model.Evaluate([1, 3]), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => model.LogProbability([], -1), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => model.Predict([], new double[2]), Throws.ArgumentException);
        NGramTable table = NGramTable.Count([1, 2], 3, 2);
        Assert.That(
            () => NGramModel.Train(table, NGramTexts.Codec(3), new NGramOptions { Order = 3 }), Throws.ArgumentException);
        Assert.That(
            () => NGramModel.Train(table, NGramTexts.Codec(4), new NGramOptions { Order = 2 }), Throws.ArgumentException);
    }

    private static NGramModel Train(int[] text, int vocabularySize, NGramSmoothing smoothing, int order = 3) =>
        NGramModel.Train(
            NGramTable.Count(text, vocabularySize, order),
            NGramTexts.Codec(vocabularySize),
            new NGramOptions { Order = order, Smoothing = smoothing });

    private static BackoffModel TrainLikeNltk(Corpus corpus, int order)
    {
        NGramTable table = NGramTable.Count(corpus.Tokens.Span, corpus.Vocabulary.Count, order);
        var discounts = Enumerable.Repeat(new KneserNeyDiscounts(0.75, 0.75, 0.75), order).ToArray();
        discounts[0] = default;
        return KneserNey.Estimate(table, corpus.Codec, KneserNey.CountsOf(table), discounts);
    }

    private static IEnumerable<int[]> Contexts(int[] text) =>
    [
        [], [0], [text.Max(), 1],
        .. Enumerable.Range(0, 25).Select(i => text[(7 * i)..((7 * i) + 1 + (i % 2))]),
    ];
}
