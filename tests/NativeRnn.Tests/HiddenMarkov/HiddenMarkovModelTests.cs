using NUnit.Framework;

namespace NativeRnn.Tests.HiddenMarkov;

public class HiddenMarkovModelTests
{
    private const double Rounding = 1e-12; // sums of a few hundred doubles

    // The weather example of the literature: rainy, sunny; walk, shop, clean.
    private static readonly HiddenMarkovModel _weather = new(
        [0.6, 0.4],
        new[,] { { 0.7, 0.3 }, { 0.4, 0.6 } },
        new[,] { { 0.1, 0.4, 0.5 }, { 0.6, 0.3, 0.1 } });

    [Test]
    public void The_textbook_weather_has_the_known_path()
    {
        // max over 2^3 paths by hand: sunny walks, rainy shops, rainy cleans: 0.4·0.6 · 0.4·0.4 · 0.7·0.5
        HiddenPath path = _weather.Viterbi([0, 1, 2]);
        Assert.That(path.States, Is.EqualTo(new[] { 1, 0, 0 }));
        Assert.That(Math.Exp(path.LogProbability), Is.EqualTo(0.01344).Within(Rounding));
    }

    [TestCase(2, 3, 6, 1UL)]
    [TestCase(3, 2, 5, 2UL)]
    [TestCase(4, 5, 4, 3UL)]
    [TestCase(1, 3, 4, 4UL)]
    [TestCase(3, 3, 1, 5UL)]
    public void Everything_is_the_sum_over_all_paths(int states, int symbols, int length, ulong seed)
    {
        var random = new RandomSource(seed);
        var model = HiddenMarkovModel.Draw(states, symbols, random);
        int[] observations = [.. model.Sample(length, random).Observations];
        var paths = new AllPaths(model, observations);
        Assert.That(model.LogLikelihood(observations), Is.EqualTo(Math.Log(paths.Likelihood)).Within(Rounding));
        double[,] posterior = model.Posterior(observations);
        double[,] forward = model.Forward(observations);
        double[,] backward = model.Backward(observations);
        for (int t = 0; t < length; t++)
        {
            for (int state = 0; state < states; state++)
            {
                Assert.That(posterior[t, state], Is.EqualTo(paths.Posterior(t, state)).Within(Rounding));
                var begun = new AllPaths(model, observations[..(t + 1)]);
                Assert.That(Math.Exp(forward[t, state]), Is.EqualTo(begun.Joint(t, state)).Within(Rounding));
                Assert.That(
                    Math.Exp(backward[t, state]), Is.EqualTo(paths.Joint(t, state) / begun.Joint(t, state)).Within(Rounding));
            }
        }

        HiddenPath best = model.Viterbi(observations);
        Assert.That(best.States, Is.EqualTo(paths.Best.States));
        Assert.That(best.LogProbability, Is.EqualTo(Math.Log(paths.Best.Probability)).Within(Rounding));
    }

    [Test]
    public void A_missing_observation_is_the_share_of_each_sequence_that_could_be()
    {
        var model = HiddenMarkovModel.Draw(3, 4, new RandomSource(8));
        int[] observations = [0, 3, 1, 2, 2];
        for (int position = 0; position < observations.Length; position++)
        {
            double[] likelihoods = [.. Enumerable.Range(0, 4).Select(symbol =>
            {
                int[] filled = [.. observations];
                filled[position] = symbol;
                return Math.Exp(model.LogLikelihood(filled));
            })];
            double[] missing = model.PredictMissing(observations, position);
            Assert.That(missing.Sum(), Is.EqualTo(1).Within(Rounding));
            Assert.That(missing, Is.EqualTo(likelihoods.Select(one => one / likelihoods.Sum())).Within(Rounding));
        }
    }

    [Test]
    public void A_hundred_thousand_observations_do_not_underflow()
    {
        HiddenMarkovSample sample = _weather.Sample(100_000, new RandomSource(1));
        double likelihood = _weather.LogLikelihood([.. sample.Observations]);
        Assert.That(likelihood, Is.LessThan(-100_000).And.GreaterThan(-110_000)); // plain products end at exp(−745)
        double[,] posterior = _weather.Posterior([.. sample.Observations]);
        Assert.That(posterior[50_000, 0] + posterior[50_000, 1], Is.EqualTo(1).Within(1e-7));
    }

    [Test]
    public void Impossible_observations_have_probability_zero_and_no_posterior()
    {
        var model = new HiddenMarkovModel([1, 0], new[,] { { 0.0, 1 }, { 1, 0 } }, new[,] { { 1.0, 0 }, { 0, 1 } });
        Assert.That(model.LogLikelihood([0, 1, 0]), Is.Zero.Within(Rounding));
        Assert.That(model.LogLikelihood([0, 0]), Is.EqualTo(double.NegativeInfinity));
        Assert.That(model.Viterbi([0, 1, 0]).States, Is.EqualTo(new[] { 0, 1, 0 }));
        Assert.That(model.Viterbi([1]).LogProbability, Is.EqualTo(double.NegativeInfinity));
        Assert.That(() => model.Posterior([0, 0]), Throws.ArgumentException.With.Message.Contains("probability is 0"));
    }

    [Test]
    public void Samples_have_the_models_frequencies()
    {
        const int Length = 60_000;
        const double FourSigma = 0.02; // neighbours depend on each other: wider than 4 · sqrt(p q / n) = 0.008
        HiddenMarkovSample sample = _weather.Sample(Length, new RandomSource(3));
        double[] states = [.. sample.States.Select(state => (double)state)];
        Assert.That(states.Average(), Is.EqualTo(3.0 / 7).Within(FourSigma)); // stationary: 0.3 r = 0.4 s
        int[] shown = [.. sample.Observations.Where((_, t) => sample.States[t] == 1)];
        Assert.That(shown.Count(symbol => symbol == 0) / (double)shown.Length, Is.EqualTo(0.6).Within(FourSigma));
    }

    [Test]
    public void Tables_that_are_no_distributions_are_refused()
    {
        double[,] square = { { 0.5, 0.5 }, { 0.5, 0.5 } };
        Assert.That(
            () => new HiddenMarkovModel([0.5, 0.6], square, square),
            Throws.ArgumentException.With.Message.Contains("Row 0 of the initial table sums to"));
        Assert.That(
            () => new HiddenMarkovModel([0.5, 0.5], new[,] { { 0.5, 0.5 }, { 1.5, -0.5 } }, square),
            Throws.ArgumentException.With.Message.Contains("Row 1 of the transition table holds 1.5"));
        Assert.That(
            () => new HiddenMarkovModel([0.5, 0.5], square, new[,] { { double.NaN, 1 }, { 0, 1 } }),
            Throws.ArgumentException.With.Message.Contains("Row 0 of the emission table holds NaN"));
        Assert.That(() => new HiddenMarkovModel([1], square, square), Throws.ArgumentException);
        Assert.That(() => new HiddenMarkovModel([0.5, 0.5], square, new double[1, 2]), Throws.ArgumentException);
        Assert.That(() => new HiddenMarkovModel([0.5, 0.5], square, new double[2, 0]), Throws.ArgumentException);
        Assert.That(() => _weather.LogLikelihood([]), Throws.ArgumentException);
        Assert.That(() => _weather.LogLikelihood([3]), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => _weather.PredictMissing([1], 1), Throws.InstanceOf<ArgumentOutOfRangeException>());
    }
}
