using NUnit.Framework;

namespace NativeRnn.Tests.Decoding;

internal sealed class SamplingSearchTests : ToyDecoding
{
    private static readonly DecodingOptions _sampling = new() { Method = DecodingMethod.Sampling, MaxLength = 8, Seed = 3 };

    [Test]
    public void The_same_seed_draws_the_same_and_another_seed_another()
    {
        var model = ToyModel.Hashed(1, spread: 0.5f);
        var options = _sampling with { NBest = 20 };
        var drawn = Describe(Decode(model, 8, options)[0]);
        Assert.That(Describe(Decode(model, 8, options)[0]), Is.EqualTo(drawn));
        Assert.That(Describe(Decode(model, 8, options with { Seed = 4 })[0]), Is.Not.EqualTo(drawn));
    }

    [Test]
    public void A_sentence_of_a_batch_draws_as_alone_with_the_seed_so_much_higher()
    {
        var model = ToyModel.Hashed(2, spread: 1);
        int[] keys = [7, 7, 3, 9];
        var options = _sampling with { NBest = 3 };
        var batch = Decode(model, 8, options, keys);
        for (var sentence = 0; sentence < keys.Length; sentence++)
        {
            var alone = Decode(model, 8, options with { Seed = options.Seed + (ulong)sentence }, [keys[sentence]])[0];
            Assert.That(Describe(batch[sentence]), Is.EqualTo(Describe(alone)));
        }
        Assert.That(Describe(batch[0]), Is.Not.EqualTo(Describe(batch[1])), "equal sentences have streams of their own");
    }

    [Test]
    public void More_samples_leave_the_first_ones_as_they_were()
    {
        var model = ToyModel.Hashed(5, spread: 1);
        var few = Describe(Decode(model, 8, _sampling with { NBest = 2 })[0]);
        var many = Describe(Decode(model, 8, _sampling with { NBest = 6 })[0]);
        Assert.That(many, Does.StartWith(few));
    }

    [Test]
    public void Frequencies_of_whole_sequences_fit_the_model()
    {
        // Chi-squared of 20 degrees of freedom (sequences: the end, 4 tokens and the end, 16 pairs): 1e-6 of right
        // samplers exceed 64.
        const double Limit = 64;
        const int Count = 20_000;
        var model = Without(ToyModel.Hashed(6, spread: 1), ToyModel.Tokens.Begin);
        var options = _sampling with { NBest = Count, MaxLength = 2 };
        var seen = new Dictionary<string, int>();
        foreach (var hypothesis in Decode(model, 6, options)[0].Hypotheses)
        {
            var name = $"{string.Join(' ', hypothesis.Tokens.ToArray())} {hypothesis.IsFinished}";
            seen[name] = seen.GetValueOrDefault(name) + 1;
        }
        var expected = Expected(model, options);
        Assert.That(expected, Has.Count.EqualTo(21));
        Assert.That(ChiSquared(seen, expected, Count), Is.LessThan(Limit));
    }

    [Test]
    public void Single_tokens_fit_the_distribution_under_bans_and_temperature()
    {
        const int Count = 20_000;
        const double Limit = 24; // chi-squared of 2 degrees of freedom: 6e-6 of right samplers exceed it
        float[] probabilities = [0.2f, 0.1f, 0.4f, 0.25f, 0.05f];
        var options = _sampling with { NBest = Count, MinLength = 1, MaxLength = 2, Temperature = 2 };
        var seen = new Dictionary<string, int>();
        foreach (var hypothesis in Decode(ToyModel.Constant(probabilities), 5, options)[0].Hypotheses)
        {
            var token = hypothesis.Tokens.Span[0];
            seen[$"{token}"] = seen.GetValueOrDefault($"{token}") + 1;
            Assert.That(hypothesis.TokenLogProbabilities.Span[0], Is.EqualTo(MathF.Log(probabilities[token])).Within(1e-5f));
        }
        double[] weights = [Math.Sqrt(0.2), Math.Sqrt(0.25), Math.Sqrt(0.05)];
        var expected = new Dictionary<string, double>
        {
            ["0"] = weights[0] / weights.Sum(),
            ["3"] = weights[1] / weights.Sum(),
            ["4"] = weights[2] / weights.Sum(),
        };
        Assert.That(ChiSquared(seen, expected, Count), Is.LessThan(Limit));
    }

    [Test]
    public void Top_1_and_temperature_0_are_greedy()
    {
        for (var seed = 0; seed < 20; seed++)
        {
            var model = ToyModel.Hashed(seed);
            var greedy = Decode(model, 7, _sampling with { Method = DecodingMethod.Greedy })[0].Best;
            foreach (var options in new[] { _sampling with { TopK = 1 }, _sampling with { Temperature = 0 } })
            {
                var drawn = Decode(model, 7, options)[0].Best;
                Assert.That(drawn.Tokens.ToArray(), Is.EqualTo(greedy.Tokens.ToArray()));
                Assert.That(drawn.Score, Is.EqualTo(greedy.Score).Within(1e-5));
            }
        }
    }

    private static ToyLogits Without(ToyLogits model, int token) => (key, history, logits) =>
    {
        model(key, history, logits);
        logits[token] = float.NegativeInfinity;
    };

    private static Dictionary<string, double> Expected(ToyLogits model, DecodingOptions options)
    {
        var expected = new Dictionary<string, double>();
        foreach (var sequence in new NaiveSearch(model, 6, options with { Alpha = 0 }).Run(key: 0))
        {
            expected.Add($"{string.Join(' ', sequence.Tokens)} {sequence.IsFinished}", Math.Exp(sequence.Score));
        }
        return expected;
    }

    private static double ChiSquared(Dictionary<string, int> seen, Dictionary<string, double> expected, int count)
    {
        Assert.That(expected.Values.Sum(), Is.EqualTo(1).Within(1e-6));
        Assert.That(seen.Keys, Is.SubsetOf(expected.Keys));
        double sum = 0;
        foreach (var (name, probability) in expected)
        {
            var difference = seen.GetValueOrDefault(name) - count * probability;
            sum += difference * difference / (count * probability);
        }
        return sum;
    }
}
