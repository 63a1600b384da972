namespace NativeRnn;

/// <content>Learning from observations alone.</content>
public sealed partial class HiddenMarkovModel
{
    /// <summary>Fits the probabilities to sequences by Baum–Welch, beginning with this model's.</summary>
    /// <param name="sequences">At least one, none empty; they are independent of each other.</param>
    /// <param name="options">How long to go on; the defaults where null.</param>
    /// <param name="progress">Told Σ ln p(x) after each iteration, in nats.</param>
    /// <param name="cancellation">Stops between two sequences.</param>
    /// <returns>A new model, and how the likelihood rose.</returns>
    /// <remarks>
    /// Each iteration replaces every probability by its expected share under the present model (Rabiner 1989, equations
    /// 40a–c, summed over sequences). It finds a local maximum: begin with several <see cref="Draw"/>n models and keep
    /// the best. Probabilities of 0 stay 0; a state that is never visited keeps its own.
    /// </remarks>
    /// <exception cref="ArgumentException">There is no sequence, an empty one, or one that the model cannot show.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An observation is outside.</exception>
    public BaumWelchResult Fit(
        IReadOnlyList<int[]> sequences,
        BaumWelchOptions? options = null,
        IProgress<double>? progress = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(sequences);
        if (sequences.Count == 0)
        {
            throw new ArgumentException("Give at least one sequence.", nameof(sequences));
        }

        options ??= new BaumWelchOptions();
        double least = options.Tolerance * sequences.Sum(sequence => (long)sequence.Length);
        HiddenMarkovModel model = this;
        ExpectedCounts expected = model.Expect(sequences, cancellation);
        List<double> likelihoods = [expected.LogLikelihood];
        bool hasConverged = false;
        while (likelihoods.Count <= options.MaxIterations && !hasConverged)
        {
            model = model.Maximize(expected);
            expected = model.Expect(sequences, cancellation);
            hasConverged = options.Tolerance > 0 && expected.LogLikelihood - likelihoods[^1] < least;
            likelihoods.Add(expected.LogLikelihood);
            progress?.Report(expected.LogLikelihood);
        }

        return new BaumWelchResult(model, likelihoods.AsReadOnly(), hasConverged);
    }

    private ExpectedCounts Expect(IReadOnlyList<int[]> sequences, CancellationToken cancellation)
    {
        var expected = new ExpectedCounts(StateCount, SymbolCount);
        foreach (int[] sequence in sequences)
        {
            cancellation.ThrowIfCancellationRequested();
            AddTo(expected, sequence);
        }

        return expected;
    }

    private void AddTo(ExpectedCounts expected, ReadOnlySpan<int> observations)
    {
        double[,] alpha = Forward(observations);
        double[,] beta = Backward(observations);
        double likelihood = RequirePossible(LikelihoodOf(alpha), observations);
        expected.LogLikelihood += likelihood;
        for (int t = 0; t < observations.Length; t++)
        {
            for (int state = 0; state < StateCount; state++)
            {
                double visited = Math.Exp(alpha[t, state] + beta[t, state] - likelihood);
                expected.Emission[(state * SymbolCount) + observations[t]] += visited;
                expected.Initial[state] += t == 0 ? visited : 0;
                for (int next = 0; next < StateCount && t + 1 < observations.Length; next++)
                {
                    expected.Transition[(state * StateCount) + next] += Math.Exp(
                        alpha[t, state] + _transition.Log(state, next) + _emission.Log(next, observations[t + 1])
                        + beta[t + 1, next] - likelihood);
                }
            }
        }
    }

    private HiddenMarkovModel Maximize(ExpectedCounts expected) => new(
        StochasticMatrix.Normalize(expected.Initial, StateCount, _initial),
        StochasticMatrix.Normalize(expected.Transition, StateCount, _transition),
        StochasticMatrix.Normalize(expected.Emission, SymbolCount, _emission));

    /// <summary>How often a model is expected to have begun with, gone through and shown what, given the sequences.</summary>
    private sealed class ExpectedCounts(int states, int symbols)
    {
        internal double[] Initial { get; } = new double[states];

        internal double[] Transition { get; } = new double[states * states]; // [S, S]

        internal double[] Emission { get; } = new double[states * symbols]; // [S, K]

        internal double LogLikelihood { get; set; }
    }
}
