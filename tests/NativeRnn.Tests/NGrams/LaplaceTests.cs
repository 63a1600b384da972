using NUnit.Framework;

namespace NativeRnn.Tests.NGrams;

public class LaplaceTests
{
    private const double Rounding = 1e-12; // sums of a few dozen doubles
    private const int A = 1;
    private const int B = 2;
    private static readonly int[] _text = [A, B, A, B, B, A]; // m = 3 with <unk>: n(A) = 3, n(B) = 3, AB 2, BA 2, BB 1

    [Test]
    public void Single_tokens_get_the_marginal_form_in_every_form()
    {
        foreach (LaplaceForm form in Enum.GetValues<LaplaceForm>())
        {
            NGramModel model = Train(1, form, 0.5);
            Assert.That(P(model, A), Is.EqualTo((3 + 0.5) / (6 + (3 * 0.5))).Within(Rounding));
            Assert.That(P(model, Vocabulary.UnknownIndex), Is.EqualTo(0.5 / (6 + (3 * 0.5))).Within(Rounding));
        }
    }

    [Test]
    public void Bigrams_mix_in_single_tokens_as_in_the_book()
    {
        double single = (3 + 0.5) / (6 + (3 * 0.5));
        foreach (LaplaceForm form in new[] { LaplaceForm.Nested, LaplaceForm.Conditional })
        {
            NGramModel model = Train(2, form, 0.5, 2);
            Assert.That(P(model, B, A), Is.EqualTo((2 + (2 * single)) / (2 + 2)).Within(Rounding)); // A goes on twice
            Assert.That(P(model, A, A), Is.EqualTo((0 + (2 * single)) / (2 + 2)).Within(Rounding));
            Assert.That(P(model, A, Vocabulary.UnknownIndex), Is.EqualTo(single).Within(Rounding));
        }
    }

    [Test]
    public void Trigrams_mix_in_single_tokens_in_the_books_form_and_bigrams_in_the_nested_one()
    {
        double single = (3 + 0.5) / (6 + (3 * 0.5));
        double bigram = (1 + (2 * single)) / (3 + 2); // B after B
        Assert.That(P(Train(3, LaplaceForm.Conditional, 0.5, 2, 4), B, A, B), Is.EqualTo((1 + (4 * single)) / (2 + 4)).Within(Rounding));
        Assert.That(P(Train(3, LaplaceForm.Nested, 0.5, 2, 4), B, A, B), Is.EqualTo((1 + (4 * bigram)) / (2 + 4)).Within(Rounding));
        int[] unseen = [A, A];
        Assert.That(P(Train(3, LaplaceForm.Conditional, 0.5, 2, 4), A, unseen), Is.EqualTo(single).Within(Rounding));
    }

    // nltk 3.8, Lidstone(gamma=0.25), fitted on the same n-grams over the same 9 tokens.
    [TestCase("the dog", 0.2653061224489796)]
    [TestCase("on the", 0.6190476190476191)]
    [TestCase("cat saw", 0.23809523809523808)]
    [TestCase("cat on", 0.047619047619047616)]
    [TestCase("on the dog", 0.047619047619047616)]
    [TestCase("on the cat", 0.23809523809523808)]
    [TestCase("dog and the", 0.38461538461538464)]
    [TestCase("sat on saw", 0.058823529411764705)]
    public void The_marginal_form_is_nltks_Lidstone(string ngram, double expected)
    {
        Corpus corpus = NGramTexts.Words(NGramTexts.Cat);
        int[] ids = corpus.Codec.Encode(ngram).Ids.ToArray();
        NGramModel model = NGramModel.Train(corpus, Options(ids.Length, LaplaceForm.Marginal, 0.25));
        Assert.That(P(model, ids[^1], ids[..^1]), Is.EqualTo(expected).Within(Rounding));
    }

    [TestCase(2, -19.021984548240166)]
    [TestCase(3, -25.927751758239854)]
    public void The_loss_of_a_text_is_nltks(int order, double log2)
    {
        Corpus corpus = NGramTexts.Words(NGramTexts.Cat);
        int[] other = NGramTexts.Words(NGramTexts.OtherCat, corpus.Vocabulary).Tokens.ToArray();
        NGramModel model = NGramModel.Train(corpus, Options(order, LaplaceForm.Marginal, 0.25));
        double begun = order == 3 ? model.LogProbability(other.AsSpan(0, 1), other[1]) : 0; // nltk predicts whole n-grams only
        Assert.That(-model.Evaluate(other).Total - begun, Is.EqualTo(log2 * Math.Log(2)).Within(1e-9));
    }

    [Test]
    public void Probabilities_sum_to_one_after_every_context([Values] LaplaceForm form, [Values(0, 0.3, 20)] double epsilon)
    {
        NGramModel model = Train(3, form, epsilon);
        foreach (int[] context in new int[][] { [], [A], [A, B], [B, A], [A, A], [0, 0], [B, 0] })
        {
            double[] predicted = NGramTexts.Predict(model, context);
            Assert.That(predicted.Sum(), Is.EqualTo(1).Within(Rounding), string.Join(' ', context));
            Assert.That(predicted[B], Is.EqualTo(P(model, B, context)).Within(Rounding));
        }
    }

    [Test]
    public void Without_an_epsilon_the_unseen_is_impossible_and_perplexity_infinite()
    {
        NGramModel model = Train(2, LaplaceForm.Conditional, 0);
        Assert.That(model.LogProbability([A], A), Is.EqualTo(double.NegativeInfinity));
        Assert.That(model.Evaluate([A, A]).Perplexity, Is.EqualTo(double.PositiveInfinity));
    }

    [Test]
    public void A_large_epsilon_makes_single_tokens_uniform()
    {
        Assert.That(P(Train(1, LaplaceForm.Marginal, 1e12), A), Is.EqualTo(1.0 / 3).Within(1e-9));
    }

    [Test]
    public void Wrong_options_are_refused()
    {
        Assert.That(() => new NGramOptions { Epsilon = [] }, Throws.ArgumentException);
        Assert.That(() => new NGramOptions { Epsilon = [1, -1] }, Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => new NGramOptions { Epsilon = [double.NaN] }, Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => new NGramOptions { Order = 0 }, Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => new NGramOptions { Form = (LaplaceForm)9 }, Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => new NGramOptions { Smoothing = (NGramSmoothing)9 }, Throws.InstanceOf<ArgumentOutOfRangeException>());
    }

    private static NGramOptions Options(int order, LaplaceForm form, params double[] epsilon) =>
        new() { Order = order, Smoothing = NGramSmoothing.Laplace, Form = form, Epsilon = epsilon };

    private static NGramModel Train(int order, LaplaceForm form, params double[] epsilon) =>
        NGramModel.Train(NGramTable.Count(_text, 3, order), NGramTexts.Codec(3), Options(order, form, epsilon));

    private static double P(NGramModel model, int token, params int[] context) => Math.Exp(model.LogProbability(context, token));
}
