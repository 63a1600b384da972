using NUnit.Framework;
using NUnit.Framework.Constraints;

namespace NativeRnn.Tests.Data;

/// <summary>What one batch holds.</summary>
public class PairBatchTests
{
    private static readonly PairBatchOptions _inOrder = new() { Bucketed = false, Shuffle = false };

    [Test]
    public void The_lines_of_the_book_lie_side_by_side_with_their_marks()
    {
        PairCorpus corpus = PairCorpus.FromPairs(SmallPairs.Book[4..6], SmallPairs.AllKnown);
        PairBatch batch = First(corpus, _inOrder);
        // who 4 ? 5 wow 6 ! 7; qui 4 ? 5 ça 6 alors 7 ! 8
        Assert.That((batch.Count, batch.SourceSteps, batch.TargetSteps), Is.EqualTo((2, 3, 4)));
        Assert.That(batch.Source.ToArray(), Is.EqualTo(new[] { 4, 6, 5, 7, 3, 3 }));
        Assert.That(batch.Inputs.ToArray(), Is.EqualTo(new[] { 2, 2, 4, 6, 5, 7, 1, 8 }));
        Assert.That(batch.Targets.ToArray(), Is.EqualTo(new[] { 4, 6, 5, 7, 3, 8, 1, 3 }));
        Assert.That(batch.SourceLengths.ToArray(), Is.EqualTo(new[] { 3, 3 }));
        Assert.That(batch.TargetLengths.ToArray(), Is.EqualTo(new[] { 3, 4 }));
        Assert.That(batch.Pairs.ToArray(), Is.EqualTo(new[] { 0, 1 }));
        Assert.That((batch.SourceTokens, batch.TargetTokens), Is.EqualTo((6, 7)));
        Assert.That((batch.Positions, batch.PaddedPositions), Is.EqualTo((14L, 1L)));
    }

    [TestCase(4, new[] { 4, 5, 6, 3 }, new[] { 2, 4, 5, 6 })]
    [TestCase(3, new[] { 4, 5, 6 }, new[] { 2, 4, 5 })]
    [TestCase(1, new[] { 4 }, new[] { 2 })]
    public void A_cut_sequence_has_no_end_token(int steps, int[] expected, int[] inputs)
    {
        PairCorpus corpus = PairCorpus.FromPairs([new("a b c", "a b c")], SmallPairs.AllKnown);
        PairBatch batch = First(corpus, _inOrder with { Steps = steps });
        Assert.That(batch.Source.ToArray(), Is.EqualTo(expected));
        Assert.That(batch.Targets.ToArray(), Is.EqualTo(expected));
        Assert.That(batch.Inputs.ToArray(), Is.EqualTo(inputs));
        Assert.That(batch.TargetLengths.ToArray(), Is.EqualTo(new[] { steps }));
    }

    [Test]
    public void An_empty_sentence_is_its_end_token()
    {
        PairCorpus corpus = PairCorpus.FromPairs([new("a", "b"), new("", "")], SmallPairs.AllKnown);
        PairBatch batch = First(corpus, _inOrder);
        Assert.That(batch.Source.ToArray(), Is.EqualTo(new[] { 4, 3, 3, 1 }));
        Assert.That(batch.Inputs.ToArray(), Is.EqualTo(new[] { 2, 2, 4, 1 }));
        Assert.That(batch.SourceLengths.ToArray(), Is.EqualTo(new[] { 2, 1 }));
    }

    [TestCase(LongPairs.Truncate, 4)]
    [TestCase(LongPairs.Skip, 5)]
    public void Rows_hold_their_sentences_whatever_else_is_in_the_batch(LongPairs longPairs, int batchSize)
    {
        const int steps = 7;
        RandomSource random = new(60);
        PairCorpus corpus = PairCorpus.FromPairs(SmallPairs.Numbered(100, 9, random), SmallPairs.AllKnown);
        using PairBatchSampler sampler = new(
            corpus, new PairBatchOptions { Batch = batchSize, Steps = steps, LongPairs = longPairs });
        foreach (PlainBatch batch in SmallPairs.Epoch(sampler, random))
        {
            for (int row = 0; row < batch.Pairs.Length; row++)
            {
                int[] source = [.. corpus.SourceOf(batch.Pairs[row]), Vocabulary.EndIndex];
                int[] target = [.. corpus.TargetOf(batch.Pairs[row]), Vocabulary.EndIndex];
                AssertRow(batch.Sources[row], [.. source.Take(steps)], batch.SourceLengths[row]);
                AssertRow(batch.Targets[row], [.. target.Take(steps)], batch.TargetLengths[row]);
                AssertRow(
                    batch.Inputs[row],
                    [.. target[..^1].Prepend(Vocabulary.BeginIndex).Take(steps)],
                    batch.TargetLengths[row]);
            }

            Assert.That(batch.Sources[0], Has.Length.EqualTo(batch.SourceLengths.Max()), "padded no further");
            Assert.That(batch.Targets[0], Has.Length.EqualTo(batch.TargetLengths.Max()));
        }
    }

    [Test]
    public void A_batch_counts_its_padding()
    {
        RandomSource random = new(61);
        PairCorpus corpus = PairCorpus.FromPairs(SmallPairs.Numbered(50, 9, random), SmallPairs.AllKnown);
        using PairBatchSampler sampler = new(corpus, new PairBatchOptions { Batch = 8, Bucketed = false });
        PairBatch batch = new();
        sampler.BeginEpoch(random);
        while (sampler.TryNext(batch))
        {
            int padding = batch.Source.ToArray().Concat(batch.Targets.ToArray()).Count(id => id == Vocabulary.PaddingIndex);
            Assert.That(batch.PaddedPositions, Is.EqualTo(padding));
            Assert.That(batch.Positions, Is.EqualTo(batch.Source.Length + batch.Targets.Length));
            Assert.That(batch.TargetTokens, Is.EqualTo(batch.TargetLengths.ToArray().Sum()));
        }
    }

    [Test]
    public void A_batch_before_the_first_is_empty()
    {
        PairBatch batch = new();
        Assert.That((batch.Count, batch.Positions, batch.Source.Length), Is.EqualTo((0, 0L, 0)));
    }

    [Test]
    public void Options_outside_their_range_are_refused() => Assert.Multiple(() =>
    {
        Assert.That(() => new PairBatchOptions { Batch = 0 }, ThrowsFor("Batch"));
        Assert.That(() => new PairBatchOptions { BatchTokens = 1 }, ThrowsFor("BatchTokens"));
        Assert.That(() => new PairBatchOptions { Steps = 0 }, ThrowsFor("Steps"));
        Assert.That(() => new PairBatchOptions { LongPairs = (LongPairs)2 }, ThrowsFor("LongPairs"));
    });

    [TestCase(19, true, "at least 20")]
    [TestCase(100, false, "needs Bucketed")]
    public void Options_that_do_not_go_together_are_refused(int batchTokens, bool bucketed, string sentence)
    {
        PairCorpus corpus = PairCorpus.FromPairs(SmallPairs.Book);
        PairBatchOptions options = new() { BatchTokens = batchTokens, Bucketed = bucketed, Steps = 10 };
        Assert.That(
            () => new PairBatchSampler(corpus, options),
            Throws.ArgumentException.With.Property("ParamName").EqualTo("options").And.Message.Contains(sentence));
    }

    private static PairBatch First(PairCorpus corpus, PairBatchOptions options)
    {
        using PairBatchSampler sampler = new(corpus, options);
        PairBatch batch = new();
        sampler.BeginEpoch();
        Assert.That(sampler.TryNext(batch), Is.True);
        return batch;
    }

    private static void AssertRow(int[] row, int[] expected, int length)
    {
        Assert.That(length, Is.EqualTo(expected.Length));
        Assert.That(row[..length], Is.EqualTo(expected));
        Assert.That(row[length..], Is.All.EqualTo(Vocabulary.PaddingIndex));
    }

    private static EqualStringConstraint ThrowsFor(string property) =>
        Throws.TypeOf<ArgumentOutOfRangeException>().With.Property("ParamName").EqualTo(property);
}
