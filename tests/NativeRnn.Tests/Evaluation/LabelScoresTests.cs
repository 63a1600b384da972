using NUnit.Framework;

namespace NativeRnn.Tests.Evaluation;

/// <summary>Against numbers by hand: sklearn.metrics.classification_report gives the same for these labels.</summary>
internal sealed class LabelScoresTests
{
    // actual    a a a a b b c, predicted a a b c b a c
    private static readonly LabelScores _scores = new(
        new Loss(3.5, 7), [new("a", 4, 3, 2), new("b", 2, 2, 1), new("c", 1, 2, 1), new("never", 0, 0, 0)]);

    [Test]
    public void Accuracy_is_the_share_of_right_ones() => Assert.That(_scores.Accuracy, Is.EqualTo(4.0 / 7).Within(1e-12));

    [Test]
    public void Each_label_has_precision_recall_and_their_harmonic_mean()
    {
        var a = _scores.Labels[0];
        Assert.That((a.Precision, a.Recall), Is.EqualTo((2.0 / 3, 0.5)));
        Assert.That(a.F1, Is.EqualTo(4.0 / 7).Within(1e-12));
        Assert.That(_scores.Labels[2].F1, Is.EqualTo(2.0 / 3).Within(1e-12));
        Assert.That(_scores.Labels[3].F1, Is.Zero);
    }

    [Test]
    public void The_mean_over_labels_leaves_those_out_that_never_occur() =>
        Assert.That(_scores.MacroF1, Is.EqualTo((4.0 / 7 + 0.5 + 2.0 / 3) / 3).Within(1e-12));

    [Test]
    public void Rows_of_logits_are_counted_and_padding_is_not()
    {
        using var tape = new Tape(Engine.Default, isTraining: false);
        var counts = new LabelCounts(new LabelSet(["x", "y"]));
        counts.Add(tape.Constant([2, 1, 0, 3, 5, 9, 4, 1], new Shape(4, 2)).Value, [0, 0, -1, 0]);
        Assert.That(
            counts.Scores(new Loss(0, 3)).Labels,
            Is.EqualTo(new[] { new LabelScore("x", 3, 2, 2), new LabelScore("y", 0, 1, 0) }));
    }
}
