using FsCheck;
using FsCheck.Fluent;
using NUnit.Framework;

namespace NativeRnn.Tests.Decoding;

internal sealed class SequenceDecoderTests : ToyDecoding
{
    // Sums of a few float32 log-probabilities against float64.
    private const double Tolerance = 1e-5;

    private static IEnumerable<TestCaseData> Searches()
    {
        foreach (var (classes, maxLength) in new[] { (3, 4), (4, 4), (5, 3), (5, 4), (4, 1) })
        {
            foreach (var alpha in new[] { 0, 0.75, 1, 2.5 })
            {
                for (var minLength = 0; minLength < Math.Min(3, maxLength); minLength++)
                {
                    yield return new TestCaseData(classes, maxLength, alpha, minLength);
                }
            }
        }
    }

    [TestCaseSource(nameof(Searches))]
    public void Exhaustive_search_finds_what_naive_recursion_finds(
        int classes, int maxLength, double alpha, int minLength)
    {
        for (var seed = 0; seed < 10; seed++)
        {
            var model = ToyModel.Hashed(seed);
            var options = Exhaustive(maxLength, alpha, minLength) with { NBest = 12 };
            var found = Decode(model, classes, options, [5])[0].Hypotheses;
            var expected = new NaiveSearch(model, classes, options).Run(key: 5);
            Assert.That(found, Has.Count.EqualTo(Math.Min(12, expected.Count)));
            for (var place = 0; place < found.Count; place++)
            {
                Assert.That(found[place].IsFinished, Is.EqualTo(expected[place].IsFinished));
                Assert.That(found[place].Score, Is.EqualTo(expected[place].Score).Within(Tolerance));
                var same = expected.Find(sequence =>
                    sequence.IsFinished == found[place].IsFinished && found[place].Tokens.Span.SequenceEqual(sequence.Tokens));
                Assert.That(same?.Score, Is.EqualTo(found[place].Score).Within(Tolerance), "its own tokens' score");
            }
        }
    }

    [TestCaseSource(nameof(Searches))]
    public void A_beam_of_full_width_equals_exhaustive_search(int classes, int maxLength, double alpha, int minLength)
    {
        var exhaustive = Exhaustive(maxLength, alpha, minLength) with { NBest = 7 };
        var width = Math.Max(7, (int)Math.Pow(classes, maxLength));
        for (var seed = 0; seed < 12; seed++)
        {
            ToyLogits model = (seed % 3) switch
            {
                0 => ToyModel.Markov(seed),
                1 => ToyModel.Hashed(seed),
                _ => ToyModel.Hashed(seed, spread: 0.2f),
            };
            var expected = Describe(Decode(model, classes, exhaustive)[0]);
            foreach (var stopping in new[] { EarlyStopping.Never, EarlyStopping.WhenNoneCanImprove })
            {
                var beam = exhaustive with { Method = DecodingMethod.Beam, Beam = width, EarlyStopping = stopping };
                Assert.That(Describe(Decode(model, classes, beam)[0]), Is.EqualTo(expected), $"seed {seed}, {stopping}");
            }
        }
    }

    [Test]
    public void A_beam_of_full_width_equals_exhaustive_search_where_all_scores_are_equal()
    {
        var exhaustive = Exhaustive(maxLength: 4, alpha: 1, minLength: 1) with { NBest = 40 };
        var beam = exhaustive with { Method = DecodingMethod.Beam, Beam = 625 };
        Assert.That(
            Describe(Decode(ToyModel.Uniform, 5, beam)[0]), Is.EqualTo(Describe(Decode(ToyModel.Uniform, 5, exhaustive)[0])));
    }

    [Test]
    public void A_beam_of_width_1_is_greedy_whatever_ends_it()
    {
        foreach (var stopping in Enum.GetValues<EarlyStopping>())
        {
            for (var seed = 0; seed < 60; seed++)
            {
                var model = ToyModel.Hashed(seed);
                var options = new DecodingOptions { Method = DecodingMethod.Greedy, MaxLength = 12 };
                var beam = options with { Method = DecodingMethod.Beam, Beam = 1, EarlyStopping = stopping };
                var greedy = Decode(model, 6, options)[0];
                Assert.That(Describe(Decode(model, 6, beam)[0]), Is.EqualTo(Describe(greedy)));
                Assert.That(greedy.Best.Tokens.ToArray(), Is.EqualTo(TakeTheLikeliest(model, 6, 12)));
            }
        }
    }

    [Test]
    public void A_batch_gives_what_each_sentence_alone_gives_in_any_order() => Prop.ForAll(
        Gen.Choose(0, 10_000).Two().ToArbitrary(),
        pair =>
        {
            var random = new RandomSource((ulong)pair.Item2);
            var keys = new int[1 + random.Next(6)];
            for (var i = 0; i < keys.Length; i++)
            {
                keys[i] = random.Next(20);
            }
            var model = ToyModel.Hashed(pair.Item1);
            var options = new DecodingOptions
            {
                Method = (DecodingMethod)random.Next(3),
                MaxLength = 1 + random.Next(5),
                EarlyStopping = (EarlyStopping)random.Next(3),
                NoRepeatNGram = random.Next(3),
            };
            var batch = Decode(model, 5, options, keys);
            Assert.That(batch, Has.Count.EqualTo(keys.Length));
            for (var i = 0; i < keys.Length; i++)
            {
                Assert.That(Describe(batch[i]), Is.EqualTo(Describe(Decode(model, 5, options, [keys[i]])[0])));
            }
        }).QuickCheckThrowOnFailure();

    [Test]
    public void Hypotheses_are_distinct_and_sorted_and_score_their_own_tokens()
    {
        for (var seed = 0; seed < 40; seed++)
        {
            var model = ToyModel.Hashed(seed);
            var options = new DecodingOptions { Beam = 8, NBest = 8, MaxLength = 6, Alpha = 0.75 };
            var found = Decode(model, 6, options)[0].Hypotheses;
            var seen = new HashSet<string>();
            for (var place = 0; place < found.Count; place++)
            {
                var hypothesis = found[place];
                Assert.That(seen.Add($"{string.Join(' ', hypothesis.Tokens.ToArray())} {hypothesis.IsFinished}"), "distinct");
                Assert.That(hypothesis.LogProbability, Is.EqualTo(LogProbability(model, 6, hypothesis)).Within(Tolerance));
                var length = hypothesis.TokenLogProbabilities.Length;
                Assert.That(length, Is.EqualTo(hypothesis.Tokens.Length + (hypothesis.IsFinished ? 1 : 0)));
                Assert.That(
                    hypothesis.Score, Is.EqualTo(hypothesis.LogProbability / Math.Pow(length, 0.75)).Within(1e-12));
                if (place > 0 && found[place - 1].IsFinished == hypothesis.IsFinished)
                {
                    Assert.That(hypothesis.Score, Is.LessThanOrEqualTo(found[place - 1].Score));
                }
                Assert.That(place == 0 || found[place - 1].IsFinished || !hypothesis.IsFinished, "finished ones first");
            }
        }
    }

    [Test]
    public void Stopping_when_none_can_improve_finds_what_never_stopping_finds_in_fewer_steps()
    {
        int steps = 0, allSteps = 0;
        for (var seed = 0; seed < 100; seed++)
        {
            var options = new DecodingOptions { Beam = 3, NBest = 1 + seed % 3, MaxLength = 15, Alpha = seed % 4 * 0.4 };
            var scorer = new ToyScorer(Tape, 7, [seed], ToyModel.Hashed(seed));
            var scorerOfAll = new ToyScorer(Tape, 7, [seed], ToyModel.Hashed(seed));
            var found = new SequenceDecoder(ToyModel.Tokens, options).Decode(scorer)[0];
            var all = new SequenceDecoder(ToyModel.Tokens, options with { EarlyStopping = EarlyStopping.Never })
                .Decode(scorerOfAll)[0];
            Assert.That(Describe(found), Is.EqualTo(Describe(all)));
            steps += scorer.RowsOfCalls.Count;
            allSteps += scorerOfAll.RowsOfCalls.Count;
        }
        Assert.That(steps, Is.LessThan(0.9 * allSteps));
    }

    [Test]
    public void Stopping_when_the_beam_is_full_stops_at_once()
    {
        // Two ends among the likeliest three of each step: the second step fills a beam of 2.
        var model = ToyModel.Constant(0.3f, 0, 0.5f, 0.2f);
        var scorer = new ToyScorer(Tape, 4, [0], model);
        var options = new DecodingOptions { Beam = 2, NBest = 2, MaxLength = 10, EarlyStopping = EarlyStopping.WhenBeamFull };
        var found = new SequenceDecoder(ToyModel.Tokens, options).Decode(scorer)[0].Hypotheses;
        Assert.That(scorer.RowsOfCalls, Is.EqualTo(new[] { 1, 1 }));
        Assert.That(found[0].Tokens.Length, Is.Zero);
        Assert.That(found[1].Tokens.ToArray(), Is.EqualTo(new[] { 0 }));
    }

    [Test]
    public void Length_normalisation_favours_longer_sequences()
    {
        // Ending at once: ln 0.3. Token 3 and the end, p = 0.4 each: 2 ln 0.4 / 2^α.
        ToyLogits model = (_, history, logits) =>
            (history.IsEmpty ? [0.3f, 0, 0.3f, 0.4f] : new[] { 0.3f, 0, 0.4f, 0.3f }).AsSpan().CopyTo(logits);
        ToyLogits logarithms = (key, history, logits) =>
        {
            model(key, history, logits);
            for (var i = 0; i < logits.Length; i++)
            {
                logits[i] = MathF.Log(logits[i]);
            }
        };
        var options = new DecodingOptions { Beam = 4, MaxLength = 2 };
        var plain = Decode(logarithms, 4, options with { Alpha = 0 })[0].Best;
        var normalised = Decode(logarithms, 4, options with { Alpha = 1 })[0].Best;
        Assert.That(plain.Tokens.Length, Is.Zero);
        Assert.That(plain.Score, Is.EqualTo(Math.Log(0.3)).Within(Tolerance));
        Assert.That(normalised.Tokens.ToArray(), Is.EqualTo(new[] { 3 }));
        Assert.That(normalised.Score, Is.EqualTo(Math.Log(0.4)).Within(Tolerance));
    }

    [Test]
    public void Finished_sentences_leave_the_batch()
    {
        ToyLogits model = (key, history, logits) =>
        {
            logits.Clear();
            logits[history.Length == key ? ToyModel.Tokens.End : 3] = 20;
        };
        var scorer = new ToyScorer(Tape, 5, [4, 0, 2], model);
        var options = new DecodingOptions { Method = DecodingMethod.Greedy, MaxLength = 20 };
        var decoded = new SequenceDecoder(ToyModel.Tokens, options).Decode(scorer);
        Assert.That(scorer.RowsOfCalls, Is.EqualTo(new[] { 3, 2, 2, 1, 1 }));
        Assert.That(decoded[0].Best.Tokens.Length, Is.EqualTo(4));
        Assert.That(decoded[1].Best.Tokens.Length, Is.EqualTo(0));
        Assert.That(decoded[2].Best.Tokens.Length, Is.EqualTo(2));
    }

    [Test]
    public void A_decoder_used_again_gives_the_same()
    {
        var decoder = new SequenceDecoder(ToyModel.Tokens, new DecodingOptions { MaxLength = 9, NBest = 3 });
        var first = decoder.Decode(new ToyScorer(Tape, 6, [1, 2, 3], ToyModel.Hashed(4)));
        decoder.Decode(new ToyScorer(Tape, 9, [8], ToyModel.Hashed(5)));
        var again = decoder.Decode(new ToyScorer(Tape, 6, [1, 2, 3], ToyModel.Hashed(4)));
        for (var sentence = 0; sentence < 3; sentence++)
        {
            Assert.That(Describe(again[sentence]), Is.EqualTo(Describe(first[sentence])));
        }
    }

    [Test]
    public void No_sentences_give_no_results() =>
        Assert.That(Decode(ToyModel.Uniform, 5, new DecodingOptions(), keys: []), Is.Empty);

    private static DecodingOptions Exhaustive(int maxLength, double alpha, int minLength) => new()
    {
        Method = DecodingMethod.Exhaustive,
        MaxLength = maxLength,
        Alpha = alpha,
        MinLength = minLength,
    };

    private static int[] TakeTheLikeliest(ToyLogits model, int classes, int maxLength)
    {
        var history = new List<int>();
        var logits = new float[classes];
        while (history.Count < maxLength)
        {
            model(0, history.ToArray(), logits);
            logits[ToyModel.Tokens.Begin] = float.NegativeInfinity;
            var best = Array.IndexOf(logits, logits.Max());
            if (best == ToyModel.Tokens.End)
            {
                break;
            }
            history.Add(best);
        }
        return [.. history];
    }

    private static double LogProbability(ToyLogits model, int classes, Hypothesis hypothesis)
    {
        int[] tokens = [.. hypothesis.Tokens.Span, .. hypothesis.IsFinished ? [ToyModel.Tokens.End] : Array.Empty<int>()];
        var logits = new float[classes];
        double total = 0;
        for (var at = 0; at < tokens.Length; at++)
        {
            model(0, tokens.AsSpan(0, at), logits);
            total += NaiveSearch.LogSoftmax(logits)[tokens[at]];
        }
        return total;
    }
}
