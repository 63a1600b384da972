using NUnit.Framework;

namespace NativeRnn.Tests.Data;

/// <summary>The English–French pairs that Dive into Deep Learning translates.</summary>
public class FrenchPairsTests
{
    private static string Train => SharedFolder.File("data", "fra-eng", "train.tsv");

    // Counted with the book's own code (lower case, spaces, words that occur twice), the four marks added.
    [TestCase(600, 185, 201, 1890, 2031, 87, 353)]
    [TestCase(73010, 5524, 9723, 409970, 436218, 2423, 6852)]
    public void Its_words_are_those_of_the_book(
        int pairs, int source, int target, int sourceTokens, int targetTokens, int sourceUnknown, int targetUnknown)
    {
        PairCorpus corpus = PairCorpus.FromFile(Train, new PairCorpusOptions { MaxPairs = pairs });
        Assert.That(corpus.Count, Is.EqualTo(pairs));
        Assert.That(corpus.SourceCodec.Vocabulary.Count, Is.EqualTo(source));
        Assert.That(corpus.TargetCodec.Vocabulary.Count, Is.EqualTo(target));
        Assert.That((corpus.SourceTokenCount, corpus.TargetTokenCount), Is.EqualTo(((long)sourceTokens, (long)targetTokens)));
        Assert.That(
            (corpus.SourceUnknownCount, corpus.TargetUnknownCount), Is.EqualTo(((long)sourceUnknown, (long)targetUnknown)));
    }

    [Test]
    public void Both_files_are_read_to_the_end()
    {
        PairCorpus corpus = PairCorpus.FromFile(Train);
        PairCorpus validation = PairCorpus.FromFile(
            SharedFolder.File("data", "fra-eng", "valid.tsv"), corpus.SourceCodec, corpus.TargetCodec);
        Assert.That((corpus.Count, validation.Count), Is.EqualTo((73010, 1499)));
        Assert.That(corpus.SourceCodec.Decode(corpus.SourceOf(0)), Is.EqualTo("go."));
        Assert.That(corpus.TargetCodec.Decode(corpus.TargetOf(0)), Is.EqualTo("va!"));
    }

    [Test]
    public void Buckets_pad_little()
    {
        PairCorpus corpus = PairCorpus.FromFile(Train);
        double bucketed = PaddingShare(corpus, new PairBatchOptions());
        double plain = PaddingShare(corpus, new PairBatchOptions { Bucketed = false });
        double byTokens = PaddingShare(corpus, new PairBatchOptions { BatchTokens = 1024 });
        TestContext.Out.WriteLine($"padded: {bucketed:P2} in buckets, {byTokens:P2} by tokens, {plain:P2} without");
        Assert.That(bucketed, Is.LessThan(0.02));
        Assert.That(byTokens, Is.LessThan(0.02));
        Assert.That(plain, Is.GreaterThan(5 * bucketed));
    }

    private static double PaddingShare(PairCorpus corpus, PairBatchOptions options)
    {
        using PairBatchSampler sampler = new(corpus, options);
        PairBatch batch = new();
        long padded = 0, all = 0;
        sampler.BeginEpoch(new RandomSource(90));
        while (sampler.TryNext(batch))
        {
            padded += batch.PaddedPositions;
            all += batch.Positions;
        }

        return (double)padded / all;
    }
}
