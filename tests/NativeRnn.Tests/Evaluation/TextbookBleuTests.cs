using NUnit.Framework;

namespace NativeRnn.Tests.Evaluation;

public class TextbookBleuTests
{
    private const double Tolerance = 1e-12; // a product of a few float64 powers

    [Test]
    public void The_textbooks_example_has_the_textbooks_precisions()
    {
        var score = TextbookBleu.OfSentence("A B B C D", "A B C D E F", maxOrder: 4);
        Assert.That(score.Precisions, Is.EqualTo(new[] { 4 / 5.0, 3 / 4.0, 1 / 3.0, 0 }).Within(Tolerance));
        Assert.That(score.BrevityPenalty, Is.EqualTo(Math.Exp(1 - 6 / 5.0)).Within(Tolerance));
        Assert.That((score.PredictionLength, score.LabelLength, score.Score), Is.EqualTo((5L, 6L, 0.0)));
    }

    [Test]
    public void Two_orders_are_the_default()
    {
        var score = TextbookBleu.OfSentence("A B B C D", "A B C D E F");
        var expected = Math.Exp(-0.2) * Math.Sqrt(0.8) * Math.Pow(0.75, 0.25);
        Assert.That(score.Precisions, Has.Count.EqualTo(2));
        Assert.That(score.Score, Is.EqualTo(expected).Within(Tolerance));
    }

    // Computed in Python 3.11 with the formula written out, on strings.
    [TestCase("va !", "va !", 2, 1.0)]
    [TestCase("il est riche .", "il est calme .", 2, 0.6580370064762462)]
    [TestCase("je suis chez moi chez moi .", "je suis chez moi .", 2, 0.7636830779320727)]
    [TestCase("je suis chez", "je suis chez moi .", 3, 0.513417119032592)]
    [TestCase("a b c d", "a b c d e", 4, 0.7788007830714049)]
    public void Sentences_score_as_by_the_formula(string prediction, string label, int order, double expected)
    {
        Assert.That(TextbookBleu.OfSentence(prediction, label, order).Score, Is.EqualTo(expected).Within(Tolerance));
    }

    [Test]
    public void An_empty_prediction_scores_0()
    {
        var score = TextbookBleu.OfSentence(" ", "a b");
        Assert.That((score.Score, score.BrevityPenalty, score.PredictionLength), Is.EqualTo((0.0, 0.0, 0L)));
    }

    [Test]
    public void Orders_end_at_the_length_of_the_prediction()
    {
        var score = TextbookBleu.OfSentence("a b", "a b", maxOrder: 4);
        Assert.That(score.Precisions, Is.EqualTo(new[] { 1.0, 1.0 }));
        Assert.That(score.Score, Is.EqualTo(1));
    }

    [Test]
    public void An_empty_label_scores_0()
    {
        Assert.That(TextbookBleu.OfSentence("a", "").Score, Is.Zero);
    }

    [Test]
    public void Tokens_may_hold_spaces()
    {
        Assert.That(TextbookBleu.OfTokens(["a b", "c"], ["a", "b c"]).Precisions, Is.EqualTo(new[] { 0.0, 0.0 }));
    }

    [Test]
    public void Means_of_orders_go_over_the_predictions_that_have_them()
    {
        var mean = TextbookBleu.MeanOf([
            TextbookBleu.OfSentence("a b", "a b c d"), TextbookBleu.OfSentence("x", "a"), TextbookBleu.OfSentence("", "a")]);
        Assert.That(mean.Precisions, Is.EqualTo(new[] { 0.5, 1 }));
        Assert.That(mean.Score, Is.EqualTo(Math.Exp(-1) / 3).Within(Tolerance));
        Assert.That(mean.BrevityPenalty, Is.EqualTo((Math.Exp(-1) + 1) / 3).Within(Tolerance));
        Assert.That((mean.PredictionLength, mean.LabelLength), Is.EqualTo((3L, 6L)));
        Assert.That(() => TextbookBleu.MeanOf([]), Throws.ArgumentException.With.Property("ParamName").EqualTo("scores"));
    }

    [TestCase(0)]
    [TestCase(101)]
    public void An_order_out_of_range_is_refused(int order)
    {
        Assert.That(
            () => TextbookBleu.OfSentence("a", "a", order),
            Throws.TypeOf<ArgumentOutOfRangeException>().With.Property("ParamName").EqualTo("maxOrder"));
    }
}
