using NUnit.Framework;

namespace NativeRnn.Tests.NGrams;

public class FrequencyTableTests
{
    [Test]
    public void Tokens_fall_by_frequency_and_ties_keep_first_appearance()
    {
        FrequencyTable table = FrequencyTable.Of(NGramTexts.Words("z y x y z w y"));
        Assert.That((table.Count, table.TotalCount), Is.EqualTo((4, 7)));
        Assert.That(table.Top(9).Select(entry => entry.Count), Is.EqualTo(new[] { 3, 2, 1, 1 }));
        Corpus corpus = NGramTexts.Words("z y x y z w y");
        Assert.That(
            table.Top(9).Select(entry => corpus.Vocabulary[entry.Ids[0]]), Is.EqualTo(new[] { "y", "z", "x", "w" }));
    }

    [Test]
    public void Ranks_of_pairs_are_those_of_a_dictionary()
    {
        int[] text = NGramTexts.Random(500, 9, seed: 2);
        var table = new FrequencyTable(NGramTable.Count(text, 9, 3), 2);
        var expected = NaiveCounts.Of(text, 2); // in order of first appearance, and ordering is stable
        Assert.That(
            table.Top(100).Select(entry => $"{NaiveCounts.Key(entry.Ids)}: {entry.Count}"),
            Is.EqualTo(expected.OrderByDescending(pair => pair.Value).Select(pair => $"{pair.Key}: {pair.Value}")));
        Assert.That(table.CountAt(table.Count), Is.EqualTo(1));
    }

    [TestCase(1.0)]
    [TestCase(0.5)]
    public void The_exponent_of_a_power_law_is_found(double exponent)
    {
        const double Rounding = 0.002; // counts are whole
        int[] counts = [.. Enumerable.Range(1, 60).Select(rank => (int)Math.Round(20000 / Math.Pow(rank, exponent)))];
        int[] text = [.. counts.SelectMany((count, token) => Enumerable.Repeat(token, count))];
        var table = new FrequencyTable(NGramTable.Count(text, 60, 1), 1);
        ZipfFit fit = table.FitZipf()!;
        Assert.That((fit.FirstRank, fit.LastRank), Is.EqualTo((10, 60)));
        Assert.That(fit.Exponent, Is.EqualTo(exponent).Within(Rounding));
        Assert.That(Math.Exp(fit.Intercept), Is.EqualTo(20000).Within(1).Percent);
        Assert.That(fit.RSquared, Is.EqualTo(1).Within(0.001));
    }

    [Test]
    public void Two_ranks_give_the_line_through_them()
    {
        var table = new FrequencyTable(NGramTable.Count([0, 0, 0, 0, 0, 0, 0, 0, 1, 1], 2, 1), 1);
        Assert.That(table.FitZipf(1, 2)!.Exponent, Is.EqualTo(2).Within(1e-12)); // 8 to 2 as the rank doubles
        Assert.That(table.FitZipf(), Is.Null, "ranks from 10 are too few");
        Assert.That(() => table.FitZipf(1, 3), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => table.FitZipf(0), Throws.InstanceOf<ArgumentOutOfRangeException>());
    }

    // The tables that Dive into Deep Learning (0.17, section 8.3.3) prints.
    [TestCase(2, "of the 309,in the 169,i had 130,i was 112,and the 109,the time 102,it was 99,to the 85,as i 78,of a 73")]
    [TestCase(3, "the time traveller 59,the time machine 30,the medical man 24,it seemed to 16,it was a 15,here and there 15,seemed to me 14,i did not 14,i saw the 13,i began to 13")]
    public void The_Time_Machines_n_grams_are_those_of_the_book(int length, string expected)
    {
        Corpus corpus = Corpus.FromFile(
            SharedFolder.File("data", "timemachine.txt"),
            new CorpusOptions { Normalization = Normalization.Letters, Unit = TokenUnit.Word });
        FrequencyTable table = FrequencyTable.Of(corpus, length);
        Assert.That(
            table.Top(10).Select(entry => $"{string.Join(' ', corpus.Vocabulary.Decode([.. entry.Ids]))} {entry.Count}"),
            Is.EqualTo(expected.Split(',')));
    }
}
