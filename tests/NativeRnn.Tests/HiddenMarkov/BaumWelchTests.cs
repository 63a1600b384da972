using NUnit.Framework;

namespace NativeRnn.Tests.HiddenMarkov;

public class BaumWelchTests
{
    private static readonly HiddenMarkovModel _source = new(
        [0.8, 0.2],
        new[,] { { 0.9, 0.1 }, { 0.2, 0.8 } },
        new[,] { { 0.7, 0.2, 0.1 }, { 0.1, 0.2, 0.7 } });

    private static int[][] Sequences(int count, int length, ulong seed)
    {
        var random = new RandomSource(seed);
        return [.. Enumerable.Range(0, count).Select(_ => (int[])[.. _source.Sample(length, random).Observations])];
    }

    [Test]
    public void The_likelihood_never_falls_and_is_that_of_the_models()
    {
        int[][] sequences = Sequences(5, 60, seed: 1);
        var start = HiddenMarkovModel.Draw(3, 3, new RandomSource(2));
        BaumWelchResult result = start.Fit(sequences, new BaumWelchOptions { MaxIterations = 40, Tolerance = 0 });
        Assert.That(result.LogLikelihoods, Has.Count.EqualTo(41));
        Assert.That(result.HasConverged, Is.False);
        for (int i = 1; i < result.LogLikelihoods.Count; i++)
        {
            Assert.That(result.LogLikelihoods[i], Is.GreaterThanOrEqualTo(result.LogLikelihoods[i - 1] - 1e-9));
        }

        Assert.That(result.LogLikelihoods[^1] - result.LogLikelihoods[0], Is.GreaterThan(1));
        Assert.That(result.LogLikelihoods[0], Is.EqualTo(sequences.Sum(one => start.LogLikelihood(one))).Within(1e-9));
        Assert.That(result.LogLikelihoods[^1], Is.EqualTo(sequences.Sum(one => result.Model.LogLikelihood(one))).Within(1e-9));
    }

    [Test]
    public void One_iteration_takes_the_expected_counts_over_all_paths()
    {
        int[][] sequences = Sequences(3, 5, seed: 4);
        var start = HiddenMarkovModel.Draw(2, 3, new RandomSource(5));
        HiddenMarkovModel fitted = start.Fit(sequences, new BaumWelchOptions { MaxIterations = 1 }).Model;
        double[] begun = new double[2];
        double[,] shown = new double[2, 3];
        foreach (int[] sequence in sequences)
        {
            var paths = new AllPaths(start, sequence);
            for (int t = 0; t < sequence.Length; t++)
            {
                for (int state = 0; state < 2; state++)
                {
                    begun[state] += t == 0 ? paths.Posterior(0, state) / sequences.Length : 0;
                    shown[state, sequence[t]] += paths.Posterior(t, state);
                }
            }
        }

        Assert.That(fitted.Initial, Is.EqualTo(begun).Within(1e-12));
        double all = shown[1, 0] + shown[1, 1] + shown[1, 2];
        Assert.That(fitted.Emission[1, 2], Is.EqualTo(shown[1, 2] / all).Within(1e-12));
    }

    // Fisher's identity: the gradient of ln p(x) by ln p(h_{t+1} = j | h_t = i) is the expected number of such steps, so
    // that one iteration's rows are in proportion to the gradient times the probability.
    [Test]
    public void One_iteration_goes_where_the_numerical_gradient_points()
    {
        const double Step = 1e-6;
        int[][] sequences = Sequences(4, 12, seed: 6);
        var start = HiddenMarkovModel.Draw(3, 3, new RandomSource(7));
        double[,] transition = start.Transition;
        double[,] gradient = new double[3, 3]; // by the logit of each probability
        for (int i = 0; i < 3; i++)
        {
            for (int j = 0; j < 3; j++)
            {
                gradient[i, j] = (Likelihood(Shifted(start, i, j, Step), sequences)
                    - Likelihood(Shifted(start, i, j, -Step), sequences)) / (2 * Step);
            }
        }

        // In logits the gradient is expected steps − p · their sum, and the new p is expected steps / their sum.
        double[,] fitted = start.Fit(sequences, new BaumWelchOptions { MaxIterations = 1 }).Model.Transition;
        for (int i = 0; i < 3; i++)
        {
            double sum = ExpectedDepartures(start, sequences, i);
            for (int j = 0; j < 3; j++)
            {
                Assert.That(fitted[i, j], Is.EqualTo(transition[i, j] + (gradient[i, j] / sum)).Within(1e-6));
            }
        }
    }

    [Test]
    public void At_the_end_the_numerical_gradient_is_nothing()
    {
        int[][] sequences = Sequences(4, 40, seed: 9);
        BaumWelchResult result = HiddenMarkovModel.Draw(2, 3, new RandomSource(10))
            .Fit(sequences, new BaumWelchOptions { MaxIterations = 20_000, Tolerance = 1e-13 });
        Assert.That(result.HasConverged, Is.True);
        const double Step = 1e-5;
        for (int i = 0; i < 2; i++)
        {
            double gradient = (Likelihood(Shifted(result.Model, i, 0, Step), sequences)
                - Likelihood(Shifted(result.Model, i, 0, -Step), sequences)) / (2 * Step);
            Assert.That(gradient, Is.Zero.Within(1e-3)); // of a log-likelihood near −150
        }
    }

    [Test]
    public void Many_observations_bring_the_source_back()
    {
        int[][] sequences = Sequences(40, 500, seed: 11);
        var start = new HiddenMarkovModel(
            [0.5, 0.5], new[,] { { 0.6, 0.4 }, { 0.4, 0.6 } }, new[,] { { 0.5, 0.3, 0.2 }, { 0.2, 0.3, 0.5 } });
        HiddenMarkovModel model = start.Fit(sequences, new BaumWelchOptions { MaxIterations = 300 }).Model;
        const double Spread = 0.03; // of estimates from 20,000 observations
        Assert.That(model.Transition[0, 0], Is.EqualTo(0.9).Within(Spread));
        Assert.That(model.Transition[1, 1], Is.EqualTo(0.8).Within(Spread));
        Assert.That(model.Emission[0, 0], Is.EqualTo(0.7).Within(Spread));
        Assert.That(model.Emission[1, 2], Is.EqualTo(0.7).Within(Spread));
    }

    [Test]
    public void A_state_that_is_never_visited_keeps_its_probabilities()
    {
        var start = new HiddenMarkovModel([1, 0], new[,] { { 1.0, 0 }, { 0.3, 0.7 } }, new[,] { { 0.5, 0.5 }, { 0.1, 0.9 } });
        HiddenMarkovModel model = start.Fit([[0, 1, 1, 0]]).Model;
        Assert.That(model.Transition[1, 1], Is.EqualTo(0.7));
        Assert.That(model.Emission[1, 1], Is.EqualTo(0.9));
    }

    [Test]
    public void Progress_is_told_and_wrong_input_refused()
    {
        List<double> told = [];
        var start = HiddenMarkovModel.Draw(2, 3, new RandomSource(1));
        BaumWelchResult result = start.Fit([[0, 1, 2]], new BaumWelchOptions { MaxIterations = 3, Tolerance = 0 }, new Told(told));
        Assert.That(told, Is.EqualTo(result.LogLikelihoods.Skip(1)));
        Assert.That(() => start.Fit([]), Throws.ArgumentException);
        Assert.That(() => start.Fit([[]]), Throws.ArgumentException);
        Assert.That(() => start.Fit([[5]]), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(
            () => start.Fit([[1]], cancellation: new CancellationToken(canceled: true)),
            Throws.InstanceOf<OperationCanceledException>());
        Assert.That(() => new BaumWelchOptions { MaxIterations = 0 }, Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => new BaumWelchOptions { Tolerance = -1 }, Throws.InstanceOf<ArgumentOutOfRangeException>());
    }

    private static double Likelihood(HiddenMarkovModel model, int[][] sequences) =>
        sequences.Sum(sequence => model.LogLikelihood(sequence));

    private static double ExpectedDepartures(HiddenMarkovModel model, int[][] sequences, int state) =>
        sequences.Sum(sequence =>
        {
            double[,] posterior = model.Posterior(sequence);
            return Enumerable.Range(0, sequence.Length - 1).Sum(t => posterior[t, state]);
        });

    /// <summary>The model with the logit of one transition moved.</summary>
    private static HiddenMarkovModel Shifted(HiddenMarkovModel model, int from, int to, double step)
    {
        double[,] transition = model.Transition;
        transition[from, to] *= Math.Exp(step);
        double sum = Enumerable.Range(0, model.StateCount).Sum(next => transition[from, next]);
        for (int next = 0; next < model.StateCount; next++)
        {
            transition[from, next] /= sum;
        }

        return new HiddenMarkovModel(model.Initial, transition, model.Emission);
    }

    private sealed class Told(List<double> values) : IProgress<double>
    {
        public void Report(double value) => values.Add(value);
    }
}
