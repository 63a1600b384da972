using NUnit.Framework;

namespace NativeRnn.Tests.Data;

/// <summary>Which pairs come when.</summary>
public class PairBatchSamplerTests
{
    private const int Longest = 9; // words in a sentence
    private const int Trials = 150;

    /// <summary>Random corpora and options, every combination of them.</summary>
    private static IEnumerable<(SentencePair[] Pairs, PairCorpusOptions Corpus, PairBatchOptions Options)> Setups(
        ulong seed, bool skips = true)
    {
        RandomSource random = new(seed);
        for (int trial = 0; trial < Trials; trial++)
        {
            SentencePair[] pairs = SmallPairs.Numbered(1 + random.Next(60), Longest, random);
            pairs[0] = new SentencePair("a", "b"); // never skipped
            bool bucketed = random.Next(3) > 0;
            int steps = 2 + random.Next(Longest + 3);
            yield return (
                pairs,
                SmallPairs.AllKnown with { PoolSize = 1 + random.Next(100) },
                new PairBatchOptions
                {
                    Batch = 1 + random.Next(8),
                    BatchTokens = bucketed && random.Next(2) == 0 ? (2 * steps) + random.Next(60) : null,
                    Steps = steps,
                    Bucketed = bucketed,
                    Shuffle = random.Next(4) > 0,
                    LongPairs = skips && random.Next(2) == 0 ? LongPairs.Skip : LongPairs.Truncate,
                });
        }
    }

    [Test]
    public void Every_pair_comes_once_an_epoch_and_long_ones_as_asked()
    {
        foreach ((SentencePair[] pairs, PairCorpusOptions corpusOptions, PairBatchOptions options) in Setups(70))
        {
            PairCorpus corpus = PairCorpus.FromPairs(pairs, corpusOptions);
            using PairBatchSampler sampler = new(corpus, options);
            bool[] isLong = [.. pairs.Select(pair =>
                Math.Max(pair.Source.Split(' ').Length, pair.Target.Split(' ').Length) >= options.Steps)];
            IEnumerable<int> expected = Enumerable.Range(0, pairs.Length)
                .Where(pair => options.LongPairs == LongPairs.Truncate || !isLong[pair]);
            RandomSource random = new((ulong)pairs.Length);
            for (int epoch = 0; epoch < 2; epoch++)
            {
                List<PlainBatch> batches = SmallPairs.Epoch(sampler, random);
                Assert.That(batches.SelectMany(batch => batch.Pairs).Order(), Is.EqualTo(expected), $"{options}");
                Assert.That(batches, Has.Count.EqualTo(sampler.BatchesPerEpoch), $"{options}");
                Assert.That(sampler.LongPairCount, Is.EqualTo(isLong.Count(value => value)));
            }
        }
    }

    [Test]
    public void Batches_are_as_large_as_asked_and_no_larger()
    {
        foreach ((SentencePair[] pairs, PairCorpusOptions corpusOptions, PairBatchOptions options) in Setups(71))
        {
            using PairBatchSampler sampler = new(PairCorpus.FromPairs(pairs, corpusOptions), options);
            List<PlainBatch> batches = SmallPairs.Epoch(sampler, new RandomSource(1));
            if (options.BatchTokens is int tokens)
            {
                Assert.That(batches.Select(batch => batch.Size), Is.All.LessThanOrEqualTo(tokens), $"{options}");
                continue;
            }

            int pools = ((pairs.Length - 1) / corpusOptions.PoolSize) + 1;
            Assert.That(batches.Select(batch => batch.Pairs.Length), Is.All.LessThanOrEqualTo(options.Batch));
            Assert.That(
                batches.Count(batch => batch.Pairs.Length < options.Batch),
                Is.LessThanOrEqualTo(pools),
                "one smaller batch a pool");
        }
    }

    [Test]
    public void Batches_by_tokens_leave_no_room_for_the_next_pair()
    {
        PairCorpus corpus = PairCorpus.FromPairs(
            SmallPairs.Numbered(200, Longest, new RandomSource(72)), SmallPairs.AllKnown);
        PairBatchOptions options = new() { BatchTokens = 120, Steps = 20, Shuffle = false };
        using PairBatchSampler sampler = new(corpus, options);
        sampler.BeginEpoch();
        List<PlainBatch> batches = SmallPairs.Rest(sampler);
        for (int i = 0; i + 1 < batches.Count; i++)
        {
            int source = Math.Max(batches[i].Sources[0].Length, batches[i + 1].SourceLengths[0]);
            int target = Math.Max(batches[i].Targets[0].Length, batches[i + 1].TargetLengths[0]);
            Assert.That((batches[i].Pairs.Length + 1) * (source + target), Is.GreaterThan(120));
        }
    }

    [Test]
    public void Buckets_hold_neighbours_by_source_length_then_target_length()
    {
        RandomSource random = new(73);
        PairCorpus corpus = PairCorpus.FromPairs(SmallPairs.Numbered(300, Longest, random), SmallPairs.AllKnown);
        using PairBatchSampler sampler = new(corpus, new PairBatchOptions { Batch = 16 });
        IEnumerable<(int Source, int Target)> lengths = SmallPairs.Epoch(sampler, random)
            .OrderBy(batch => batch.SourceLengths[0]).ThenBy(batch => batch.TargetLengths[0])
            .ThenBy(batch => batch.SourceLengths[^1]).ThenBy(batch => batch.TargetLengths[^1])
            .SelectMany(batch => batch.SourceLengths.Zip(batch.TargetLengths));
        Assert.That(lengths, Is.Ordered);
    }

    [Test]
    public void Shuffled_buckets_change_their_order_and_their_ties_from_epoch_to_epoch()
    {
        RandomSource random = new(74);
        PairCorpus corpus = PairCorpus.FromPairs(SmallPairs.Numbered(400, 4, random), SmallPairs.AllKnown);
        using PairBatchSampler sampler = new(corpus, new PairBatchOptions { Batch = 8 });
        List<PlainBatch> first = SmallPairs.Epoch(sampler, random), second = SmallPairs.Epoch(sampler, random);
        Assert.That(first.Select(batch => batch.SourceLengths[0]), Is.Not.Ordered);
        Assert.That(
            first.Select(batch => batch.SourceLengths[0]), Is.Not.EqualTo(second.Select(batch => batch.SourceLengths[0])));
        HashSet<string> groups = [.. first.Select(batch => string.Join(' ', batch.Pairs.Order()))];
        Assert.That(second.Count(batch => groups.Contains(string.Join(' ', batch.Pairs.Order()))), Is.LessThan(5));
    }

    [TestCase(true)]
    [TestCase(false)]
    public void All_orders_occur_about_equally_often(bool bucketed)
    {
        const int epochs = 2400;
        PairCorpus corpus = PairCorpus.FromPairs(
            [new("a", "b"), new("a", "c"), new("a", "d"), new("a", "e")], SmallPairs.AllKnown);
        using PairBatchSampler sampler = new(corpus, new PairBatchOptions { Batch = 2, Bucketed = bucketed });
        RandomSource random = new(75);
        Dictionary<string, int> counts = [];
        for (int epoch = 0; epoch < epochs; epoch++)
        {
            string order = string.Join(' ', SmallPairs.Epoch(sampler, random).SelectMany(batch => batch.Pairs));
            counts[order] = counts.GetValueOrDefault(order) + 1;
        }

        Assert.That(counts, Has.Count.EqualTo(24));
        Assert.That(counts.Values, Is.All.InRange(50, 150)); // 100 expected, standard deviation 10
    }

    [Test]
    public void Without_buckets_and_shuffling_pairs_come_as_in_the_file()
    {
        PairCorpus corpus = PairCorpus.FromPairs(SmallPairs.Book);
        using PairBatchSampler sampler = new(corpus, new PairBatchOptions { Batch = 3, Bucketed = false, Shuffle = false });
        sampler.BeginEpoch();
        Assert.That(
            SmallPairs.Rest(sampler).Select(batch => string.Join(' ', batch.Pairs)),
            Is.EqualTo(new[] { "0 1 2", "3 4 5", "6 7" }));
    }

    [Test]
    public void Evaluation_takes_pairs_by_length_and_says_which_they_are()
    {
        SentencePair[] pairs = [new("a b c", "x"), new("a", "x y"), new("a", "x"), new("d", "y"), new("a b", "z")];
        using PairBatchSampler sampler = new(
            PairCorpus.FromPairs(pairs, SmallPairs.AllKnown), new PairBatchOptions { Batch = 2, Shuffle = false });
        for (int epoch = 0; epoch < 2; epoch++)
        {
            sampler.BeginEpoch();
            Assert.That(
                SmallPairs.Rest(sampler).Select(batch => string.Join(' ', batch.Pairs)),
                Is.EqualTo(new[] { "2 3", "1 4", "0" }));
        }
    }

    [Test]
    public void An_epoch_without_shuffling_draws_nothing()
    {
        using PairBatchSampler sampler = new(
            PairCorpus.FromPairs(SmallPairs.Book), new PairBatchOptions { Shuffle = false });
        RandomSource random = new(76, 5);
        sampler.BeginEpoch(random);
        Assert.That(random.Position, Is.EqualTo(5));
    }

    [Test]
    public void The_same_seed_and_position_give_the_same_epoch()
    {
        foreach ((SentencePair[] pairs, PairCorpusOptions corpusOptions, PairBatchOptions options) in Setups(77))
        {
            using PairBatchSampler one = new(PairCorpus.FromPairs(pairs, corpusOptions), options);
            using PairBatchSampler other = new(PairCorpus.FromPairs(pairs, corpusOptions), options);
            RandomSource random = new(3, 1001);
            List<PlainBatch> expected = SmallPairs.Epoch(one, random);
            ulong after = random.Position;
            SmallPairs.Epoch(other, random);
            random.Position = 1001;
            AssertSame(SmallPairs.Epoch(other, random), expected, options);
            Assert.That(random.Position, Is.EqualTo(after));
        }
    }

    [Test]
    public void A_restored_sampler_goes_on_like_the_uninterrupted_one_from_every_position()
    {
        foreach ((SentencePair[] pairs, PairCorpusOptions corpusOptions, PairBatchOptions options) in Setups(78))
        {
            PairCorpus corpus = PairCorpus.FromPairs(pairs, corpusOptions);
            using PairBatchSampler whole = new(corpus, options);
            RandomSource random = new(9, 7);
            List<PlainBatch> first = SmallPairs.Epoch(whole, random);
            ulong after = random.Position;
            List<PlainBatch> second = SmallPairs.Epoch(whole, random);
            using PairBatchSampler stopped = new(corpus, options);
            stopped.BeginEpoch(new RandomSource(9, 7));
            PairBatch batch = new();
            for (int position = 0; position <= first.Count; position++)
            {
                using PairBatchSampler resumed = new(corpus, options);
                resumed.Restore(stopped.Capture());
                Assert.That(resumed.Position, Is.EqualTo(position));
                AssertSame(SmallPairs.Rest(resumed), first[position..], options);
                AssertSame(SmallPairs.Epoch(resumed, new RandomSource(9, after)), second, options);
                Assert.That(stopped.TryNext(batch), Is.EqualTo(position < first.Count));
            }
        }
    }

    [Test]
    public void Streamed_pairs_are_those_in_memory_in_other_batches()
    {
        foreach ((SentencePair[] pairs, PairCorpusOptions corpusOptions, PairBatchOptions options) in Setups(79, skips: false))
        {
            using PairBatchSampler streamed = new(PairCorpus.FromPairs(pairs, corpusOptions), options);
            using PairBatchSampler inMemory = new(PairCorpus.FromPairs(pairs, SmallPairs.AllKnown), options);
            Assert.That(
                Sentences(SmallPairs.Epoch(streamed, new RandomSource(1))),
                Is.EqualTo(Sentences(SmallPairs.Epoch(inMemory, new RandomSource(2)))));
        }
    }

    [Test]
    public void Pools_come_in_the_order_of_the_file()
    {
        PairCorpus corpus = PairCorpus.FromPairs(
            SmallPairs.Numbered(50, Longest, new RandomSource(80)), SmallPairs.AllKnown with { PoolSize = 12 });
        using PairBatchSampler sampler = new(corpus, new PairBatchOptions { Batch = 5 });
        List<PlainBatch> batches = SmallPairs.Epoch(sampler, new RandomSource(80));
        Assert.That(sampler.BatchesPerEpoch, Is.EqualTo((4 * 3) + 1));
        Assert.That(batches.SelectMany(batch => batch.Pairs).Select(pair => pair / 12), Is.Ordered);
    }

    [Test]
    public void Pools_of_a_streamed_corpus_are_shuffled_apart()
    {
        SentencePair[] pairs = [.. Enumerable.Repeat(new SentencePair("a", "b"), 200)];
        PairCorpus corpus = PairCorpus.FromPairs(pairs, SmallPairs.AllKnown with { PoolSize = 100 });
        using PairBatchSampler sampler = new(corpus, new PairBatchOptions { Batch = 100 });
        List<PlainBatch> batches = SmallPairs.Epoch(sampler, new RandomSource(81));
        Assert.That(batches[1].Pairs.Select(pair => pair - 100), Is.Not.EqualTo(batches[0].Pairs));
    }

    [Test]
    public void A_streamed_file_is_read_again_in_each_epoch()
    {
        using TemporaryFolder folder = new();
        string path = folder.File("pairs.tsv");
        File.WriteAllLines(path, SmallPairs.Book.Select(pair => $"{pair.Source}\t{pair.Target}"));
        PairCorpus corpus = PairCorpus.FromFile(path, SmallPairs.AllKnown with { PoolSize = 3 });
        using PairBatchSampler sampler = new(corpus, new PairBatchOptions { Batch = 2 });
        for (int epoch = 0; epoch < 3; epoch++)
        {
            List<PlainBatch> batches = SmallPairs.Epoch(sampler, new RandomSource((ulong)epoch));
            Assert.That(batches.SelectMany(batch => batch.Pairs).Order(), Is.EqualTo(Enumerable.Range(0, 8)));
        }
    }

    [TestCase("Go.\tHop !")] // a word less
    [TestCase("Go.\tVa ?")] // as many words
    [TestCase("Go.")]
    public void A_streamed_file_that_changes_is_noticed(string line)
    {
        using TemporaryFolder folder = new();
        string path = folder.File("pairs.tsv");
        string[] lines = [.. SmallPairs.Book.Select(pair => $"{pair.Source}\t{pair.Target}")];
        File.WriteAllLines(path, lines);
        PairCorpus corpus = PairCorpus.FromFile(path, SmallPairs.AllKnown with { PoolSize = 3 });
        using PairBatchSampler sampler = new(corpus);
        File.WriteAllLines(path, lines[..^1].Append(line));
        PairBatch batch = new();
        sampler.BeginEpoch(new RandomSource(1));
        Assert.That(sampler.TryNext(batch), Is.True);
        Assert.That(sampler.TryNext(batch), Is.True);
        Assert.That(() => sampler.TryNext(batch), Throws.TypeOf<InvalidDataException>().With.Message.Contains(path));
    }

    [Test]
    public void Pairs_that_are_all_too_long_are_refused()
    {
        PairCorpus corpus = PairCorpus.FromPairs(SmallPairs.Book);
        PairBatchOptions options = new() { Steps = 2, LongPairs = LongPairs.Skip };
        Assert.That(
            () => new PairBatchSampler(corpus, options),
            Throws.TypeOf<InvalidDataException>().With.Message.Contains("at most 2 tokens")
                .And.Message.Contains("--steps"));
    }

    [Test]
    public void Sizes_beyond_any_memory_take_what_there_is()
    {
        PairBatchOptions options = new() { Batch = int.MaxValue, Steps = int.MaxValue };
        using PairBatchSampler sampler = new(PairCorpus.FromPairs(SmallPairs.Book), options);
        Assert.That(SmallPairs.Epoch(sampler, new RandomSource(1)).Single().Pairs, Has.Length.EqualTo(8));
    }

    [Test]
    public void A_state_from_before_the_first_epoch_restores_to_the_end_of_one()
    {
        PairCorpus corpus = PairCorpus.FromPairs(SmallPairs.Book);
        using PairBatchSampler sampler = new(corpus), restored = new(corpus);
        restored.Restore(sampler.Capture());
        Assert.That(SmallPairs.Rest(restored), Is.Empty);
    }

    [TestCase(1, 0)]
    [TestCase(0, -1)]
    [TestCase(0, 5)]
    public void A_state_of_other_pairs_is_refused(int offset, int position)
    {
        using PairBatchSampler sampler = new(
            PairCorpus.FromPairs(SmallPairs.Book), new PairBatchOptions { Batch = 2 }); // 4 batches
        SamplerState state = new() { Offset = offset, Position = position, ShuffleSeed = 0, ShufflePosition = 0 };
        Assert.That(
            () => sampler.Restore(state), Throws.ArgumentException.With.Property("ParamName").EqualTo("state"));
    }

    [Test]
    public void A_batch_before_the_first_epoch_is_refused()
    {
        using PairBatchSampler sampler = new(PairCorpus.FromPairs(SmallPairs.Book));
        Assert.That(
            () => sampler.TryNext(new PairBatch()), Throws.InvalidOperationException.With.Message.Contains("BeginEpoch"));
        Assert.That(sampler.BeginEpoch, Throws.InvalidOperationException.With.Message.Contains("RandomSource"));
    }

    [TestCase(true, null)]
    [TestCase(true, 100)]
    [TestCase(false, null)]
    public void Epochs_in_memory_allocate_nothing(bool bucketed, int? batchTokens)
    {
        RandomSource random = new(82);
        PairCorpus corpus = PairCorpus.FromPairs(SmallPairs.Numbered(500, Longest, random), SmallPairs.AllKnown);
        PairBatchOptions options = new() { Batch = 16, Steps = 12, Bucketed = bucketed, BatchTokens = batchTokens };
        using PairBatchSampler sampler = new(corpus, options);
        PairBatch batch = new();
        RunEpochs(sampler, random, batch, 20);
        long before = GC.GetAllocatedBytesForCurrentThread();
        RunEpochs(sampler, random, batch, 2);
        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.Zero);
    }

    private static void RunEpochs(PairBatchSampler sampler, RandomSource random, PairBatch batch, int count)
    {
        for (int epoch = 0; epoch < count; epoch++)
        {
            sampler.BeginEpoch(random);
            while (sampler.TryNext(batch))
            {
            }
        }
    }

    private static IEnumerable<string> Sentences(List<PlainBatch> batches) => batches.SelectMany(batch =>
        Enumerable.Range(0, batch.Pairs.Length).Select(row => string.Join(
            ' ',
            [
                .. batch.Sources[row][..batch.SourceLengths[row]],
                .. batch.Inputs[row][..batch.TargetLengths[row]],
                .. batch.Targets[row][..batch.TargetLengths[row]],
            ]))).Order(StringComparer.Ordinal);

    private static void AssertSame(List<PlainBatch> actual, List<PlainBatch> expected, PairBatchOptions options) =>
        Assert.That(actual.ConvertAll(batch => $"{batch}"), Is.EqualTo(expected.ConvertAll(batch => $"{batch}")), $"{options}");
}
