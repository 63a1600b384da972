using NUnit.Framework;

namespace NativeRnn.Tests.Decoding;

/// <summary>What may be generated, and what happens where nothing may.</summary>
internal sealed class TokenConstraintTests : ToyDecoding
{
    [Test]
    public void Forbidden_tokens_never_appear([Values] DecodingMethod method)
    {
        var tokens = ToyModel.Tokens with { Forbidden = new[] { 3, 5, 3 } };
        ForEachHypothesis(Options(method) with { MaxLength = 5, AllowUnknown = false }, tokens, hypothesis =>
            Assert.That(hypothesis.Tokens.ToArray(), Has.All.AnyOf(4, 6)));
    }

    [Test]
    public void Unknown_tokens_appear_where_they_are_allowed([Values] DecodingMethod method)
    {
        var seen = 0;
        ForEachHypothesis(Options(method) with { MaxLength = 5 }, ToyModel.Tokens, hypothesis =>
            seen += hypothesis.Tokens.Span.Count(0));
        Assert.That(seen, Is.Positive);
    }

    [Test]
    public void Lengths_stay_within_their_limits([Values] DecodingMethod method)
    {
        var (shortest, longest) = (int.MaxValue, 0);
        ForEachHypothesis(Options(method) with { MinLength = 2, MaxLength = 4 }, ToyModel.Tokens, hypothesis =>
        {
            var generated = hypothesis.TokenLogProbabilities.Length;
            Assert.That(hypothesis.Tokens.Length, Is.GreaterThanOrEqualTo(2));
            Assert.That(generated, Is.LessThanOrEqualTo(4));
            Assert.That(hypothesis.IsFinished || generated == 4, "only the limit cuts");
            (shortest, longest) = (Math.Min(shortest, generated), Math.Max(longest, generated));
        });
        Assert.That((shortest, longest), Is.EqualTo((3, 4)));
    }

    [Test]
    public void No_n_gram_comes_twice([Values(1, 2, 3)] int n, [Values] DecodingMethod method)
    {
        var isExhaustive = method == DecodingMethod.Exhaustive;
        var options = Options(method) with
        {
            NoRepeatNGram = n,
            MaxLength = isExhaustive ? 5 : 12,
            MinLength = isExhaustive ? 3 : 0,
        };
        ForEachHypothesis(options, ToyModel.Tokens, hypothesis =>
        {
            var seen = new HashSet<string>();
            for (var at = 0; at + n <= hypothesis.Tokens.Length; at++)
            {
                Assert.That(seen.Add(string.Join(' ', hypothesis.Tokens.Slice(at, n).ToArray())), "a new n-gram");
            }
        });
    }

    [Test]
    public void A_model_that_repeats_itself_is_made_to_go_on()
    {
        // 3, then 4, then 5 is likeliest at every step, the end least likely.
        var model = ToyModel.Constant(0.001f, 0.001f, 0.01f, 0.6f, 0.3f, 0.088f);
        var greedy = new DecodingOptions { Method = DecodingMethod.Greedy, MaxLength = 7 };
        Assert.That(Decode(model, 6, greedy)[0].Best.Tokens.ToArray(), Is.EqualTo(new[] { 3, 3, 3, 3, 3, 3, 3 }));
        Assert.That(
            Decode(model, 6, greedy with { NoRepeatNGram = 1 })[0].Best.Tokens.ToArray(), Is.EqualTo(new[] { 3, 4, 5 }));
        Assert.That(
            Decode(model, 6, greedy with { NoRepeatNGram = 2 })[0].Best.Tokens.ToArray(),
            Is.EqualTo(new[] { 3, 3, 4, 3, 5, 3 }), "33, 34, 43, 35, 53 are used up, and so the end comes");
    }

    [Test]
    public void Bans_leave_the_other_probabilities_as_the_model_says()
    {
        var model = ToyModel.Constant(0, 0, 0.5f, 0.3f, 0.2f);
        foreach (var method in Enum.GetValues<DecodingMethod>())
        {
            var best = Decode(model, 5, Options(method) with { MinLength = 1, MaxLength = 2, Alpha = 0, TopK = 1 })[0].Best;
            Assert.That(best.Tokens.ToArray(), Is.EqualTo(new[] { 3 }), $"{method}");
            Assert.That(best.LogProbability, Is.EqualTo(Math.Log(0.3) + Math.Log(0.5)).Within(1e-6), $"{method}");
        }
    }

    [Test]
    public void A_hypothesis_that_no_token_may_follow_ends_unfinished([Values] DecodingMethod method)
    {
        // Each of three tokens once, and the end only after five.
        var found = Decode(
            ToyModel.Uniform, 5, Options(method) with { NoRepeatNGram = 1, MinLength = 5, MaxLength = 8 })[0].Hypotheses;
        Assert.That(found, Is.Not.Empty);
        foreach (var hypothesis in found)
        {
            Assert.That(hypothesis.IsFinished, Is.False);
            Assert.That(hypothesis.Tokens.ToArray(), Is.EquivalentTo(new[] { 0, 3, 4 }));
            Assert.That(hypothesis.LogProbability, Is.EqualTo(3 * Math.Log(0.2)).Within(1e-6));
        }
    }

    [Test]
    public void Where_nothing_may_be_generated_the_hypothesis_is_empty([Values] DecodingMethod method)
    {
        var tokens = ToyModel.Tokens with { Forbidden = new[] { 0, 3 } };
        var found = Decode(ToyModel.Uniform, 4, Options(method) with { MinLength = 1, MaxLength = 3 }, tokens: tokens)[0];
        Assert.That(found.Best.Tokens.Length, Is.Zero);
        Assert.That(found.Best.IsFinished, Is.False);
        Assert.That(found.Best.Score, Is.Zero);
    }

    [Test]
    public void Tokens_that_the_model_excludes_never_appear([Values] DecodingMethod method)
    {
        ToyLogits model = (key, history, logits) =>
        {
            ToyModel.Hashed(key)(key, history, logits);
            logits[3] = float.NegativeInfinity;
            logits[history.Length % 2 == 0 ? 0 : 4] = float.NegativeInfinity;
        };
        foreach (var hypothesis in Decode(model, 6, Options(method) with { MinLength = 3, MaxLength = 5 }, [9])[0].Hypotheses)
        {
            for (var at = 0; at < hypothesis.Tokens.Length; at++)
            {
                Assert.That(hypothesis.Tokens.Span[at], Is.Not.EqualTo(3).And.Not.EqualTo(at % 2 == 0 ? 0 : 4));
            }
            Assert.That(hypothesis.LogProbability, Is.GreaterThan(double.NegativeInfinity));
        }
    }

    [Test]
    public void Logits_without_any_token_and_logits_that_are_no_numbers_are_refused([Values] DecodingMethod method)
    {
        var options = Options(method) with { MaxLength = 3 };
        ToyLogits filled(float value) => (_, _, logits) => logits.Fill(value);
        Assert.That(
            () => Decode(filled(float.NegativeInfinity), 5, options),
            Throws.TypeOf<NativeRnnException>().With.Message.Contains("every class is excluded"));
        Assert.That(
            () => Decode(filled(float.NaN), 5, options), Throws.TypeOf<NativeRnnException>().With.Message.Contains("NaN"));
        Assert.That(
            () => Decode(filled(float.PositiveInfinity), 5, options),
            Throws.TypeOf<NativeRnnException>().With.Message.Contains("no finite maximum"));
    }

    [Test]
    public void A_begin_token_that_is_the_end_token_too_may_end()
    {
        var tokens = new SearchTokens(Begin: 2, End: 2);
        var best = Decode(ToyModel.Constant(0.1f, 0.1f, 0.8f), 3, new DecodingOptions(), tokens: tokens)[0].Best;
        Assert.That(best.IsFinished);
        Assert.That(best.Tokens.Length, Is.Zero);
    }

    private static DecodingOptions Options(DecodingMethod method) => method switch
    {
        DecodingMethod.Beam => new() { Method = method, Beam = 3, NBest = 3 },
        DecodingMethod.Exhaustive => new() { Method = method, NBest = 10 },
        DecodingMethod.Sampling => new() { Method = method, NBest = 4 },
        _ => new() { Method = method },
    };

    private void ForEachHypothesis(DecodingOptions options, SearchTokens tokens, Action<Hypothesis> check)
    {
        var count = 0;
        for (var seed = 0; seed < 20; seed++)
        {
            foreach (var sentence in Decode(ToyModel.Hashed(seed, spread: 2), 7, options, [1, 2, 3], tokens))
            {
                foreach (var hypothesis in sentence.Hypotheses)
                {
                    Assert.That(hypothesis.Tokens.ToArray(), Has.No.Member(tokens.End).And.No.Member(tokens.Begin));
                    check(hypothesis);
                    count++;
                }
            }
        }
        Assert.That(count, Is.GreaterThanOrEqualTo(60));
    }
}
