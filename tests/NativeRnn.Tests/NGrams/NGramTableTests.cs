using NUnit.Framework;

namespace NativeRnn.Tests.NGrams;

public class NGramTableTests
{
    [Test]
    public void A_small_text_is_counted_as_by_hand()
    {
        // a b a b b: aba 1, bab 1, abb 1
        NGramTable table = NGramTable.Count([0, 1, 0, 1, 1], vocabularySize: 3, order: 3);
        Assert.That((table.CountOf([0]), table.CountOf([1]), table.CountOf([2])), Is.EqualTo((2, 3, 0)));
        Assert.That((table.CountOf([0, 1]), table.CountOf([1, 0]), table.CountOf([1, 1])), Is.EqualTo((2, 1, 1)));
        Assert.That((table.CountOf([0, 1, 0]), table.CountOf([0, 1, 1]), table.CountOf([1, 1, 1])), Is.EqualTo((1, 1, 0)));
        Assert.That(
            (table.DistinctCount(1), table.DistinctCount(2), table.DistinctCount(3), table.TokenCount),
            Is.EqualTo((2, 3, 3, 5)));
    }

    [TestCase(3, 2000)] // long groups: sorted by buckets
    [TestCase(60, 800)] // short ones: sorted by comparison
    [TestCase(5, 3)] // shorter than the order
    public void Counts_are_those_of_a_dictionary(int vocabularySize, int length)
    {
        int[] text = NGramTexts.Random(length, vocabularySize, seed: 7);
        NGramTable table = NGramTable.Count(text, vocabularySize, order: 5);
        for (int n = 1; n <= 5; n++)
        {
            var expected = NaiveCounts.Of(text, n);
            Assert.That(table.DistinctCount(n), Is.EqualTo(expected.Count));
            foreach ((string key, int count) in expected)
            {
                Assert.That(table.CountOf(NaiveCounts.Ids(key)), Is.EqualTo(count), key);
            }
        }
    }

    [Test]
    public void Different_predecessors_are_counted_and_the_beginning_of_the_text_counts_one()
    {
        // c a b a a: before a stand c, b, a; before b stands a; before c nothing
        NGramTable table = NGramTable.Count([2, 0, 1, 0, 0], vocabularySize: 4, order: 2);
        Assert.That(table.Continuations(1), Is.EqualTo(new[] { 3, 1, 1, 0 }));
    }

    [Test]
    public void Wrong_numbers_are_refused()
    {
        Assert.That(() => NGramTable.Count([], 3, 2), Throws.ArgumentException.With.Message.Contains("at least one token"));
        Assert.That(() => NGramTable.Count([3], 3, 2), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => NGramTable.Count([-1], 3, 2), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => NGramTable.Count([1], 3, 0), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => NGramTable.Count([1], 3, 33), Throws.InstanceOf<ArgumentOutOfRangeException>());
        NGramTable table = NGramTable.Count([1, 2], 3, 2);
        Assert.That(() => table.CountOf([1, 2, 1]), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => table.CountOf([1, 3]), Throws.InstanceOf<ArgumentOutOfRangeException>());
    }
}
