namespace NativeRnn;

/// <content>What observations say about the states. Time grows with T · S², memory with T · S.</content>
public sealed partial class HiddenMarkovModel
{
    /// <summary>The forward recursion: α_t(h) = p(x_1 … x_t, h_t = h).</summary>
    /// <param name="observations">At least one symbol, each 0 to <see cref="SymbolCount"/> − 1.</param>
    /// <returns>[T, S]: ln α_t(h).</returns>
    /// <remarks>α_1(h) = p(h) p(x_1 | h); α_{t+1}(h) = p(x_{t+1} | h) Σ_g α_t(g) p(h | g).</remarks>
    /// <exception cref="ArgumentException">There is no observation.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An observation is outside.</exception>
    public double[,] Forward(ReadOnlySpan<int> observations)
    {
        RequireSymbols(observations);
        double[,] alpha = new double[observations.Length, StateCount]; // [T, S]
        Span<double> terms = new double[StateCount];
        for (int t = 0; t < observations.Length; t++)
        {
            for (int state = 0; state < StateCount; state++)
            {
                alpha[t, state] = Arriving(alpha, t, state, terms) + _emission.Log(state, observations[t]);
            }
        }

        return alpha;
    }

    /// <summary>The backward recursion: β_t(h) = p(x_{t+1} … x_T | h_t = h).</summary>
    /// <param name="observations">At least one symbol, each 0 to <see cref="SymbolCount"/> − 1.</param>
    /// <returns>[T, S]: ln β_t(h); 0 for the last t.</returns>
    /// <remarks>β_T(h) = 1; β_t(g) = Σ_h p(h | g) p(x_{t+1} | h) β_{t+1}(h).</remarks>
    /// <exception cref="ArgumentException">There is no observation.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An observation is outside.</exception>
    public double[,] Backward(ReadOnlySpan<int> observations)
    {
        RequireSymbols(observations);
        double[,] beta = new double[observations.Length, StateCount]; // [T, S]
        Span<double> terms = new double[StateCount];
        for (int t = observations.Length - 2; t >= 0; t--)
        {
            for (int state = 0; state < StateCount; state++)
            {
                for (int next = 0; next < StateCount; next++)
                {
                    terms[next] = _transition.Log(state, next) + _emission.Log(next, observations[t + 1]) + beta[t + 1, next];
                }

                beta[t, state] = LogSpace.Sum(terms);
            }
        }

        return beta;
    }

    /// <summary>ln p(x): how likely the observations are, in nats.</summary>
    /// <param name="observations">At least one symbol, each 0 to <see cref="SymbolCount"/> − 1.</param>
    /// <returns>Natural logarithm; −∞ where the model cannot show them.</returns>
    /// <exception cref="ArgumentException">There is no observation.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An observation is outside.</exception>
    public double LogLikelihood(ReadOnlySpan<int> observations) => LikelihoodOf(Forward(observations));

    /// <summary>p(h_t = h | x): where the model was at each time, knowing the whole sequence.</summary>
    /// <param name="observations">At least one symbol, each 0 to <see cref="SymbolCount"/> − 1.</param>
    /// <returns>[T, S]: probabilities; each row sums to 1.</returns>
    /// <exception cref="ArgumentException">There is no observation, or the model cannot show these.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An observation is outside.</exception>
    public double[,] Posterior(ReadOnlySpan<int> observations)
    {
        double[,] alpha = Forward(observations);
        double[,] beta = Backward(observations);
        double likelihood = RequirePossible(LikelihoodOf(alpha), observations);
        double[,] posterior = new double[observations.Length, StateCount]; // [T, S]
        for (int t = 0; t < observations.Length; t++)
        {
            for (int state = 0; state < StateCount; state++)
            {
                posterior[t, state] = Math.Exp(alpha[t, state] + beta[t, state] - likelihood);
            }
        }

        return posterior;
    }

    /// <summary>p(x_t | all other observations): what stands where one is missing.</summary>
    /// <param name="observations">At least one symbol; that at <paramref name="position"/> does not matter.</param>
    /// <param name="position">t, from 0.</param>
    /// <returns>One probability per symbol; they sum to 1.</returns>
    /// <remarks>∝ Σ_h π_t(h) ρ_t(h) p(x_t | h). Source: Dive into Deep Learning, edition 0.17, equation 9.4.7.</remarks>
    /// <exception cref="ArgumentException">There is no observation, or the model cannot show the others.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An observation or the position is outside.</exception>
    public double[] PredictMissing(ReadOnlySpan<int> observations, int position)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(position);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(position, observations.Length);
        double[,] alpha = Forward(observations);
        double[,] beta = Backward(observations);
        double[] terms = new double[StateCount];
        double[] weights = new double[StateCount]; // ln π_t(h) ρ_t(h)
        for (int state = 0; state < StateCount; state++)
        {
            weights[state] = Arriving(alpha, position, state, terms) + beta[position, state];
        }

        double likelihood = RequirePossible(LogSpace.Sum(weights), observations);
        double[] missing = new double[SymbolCount];
        for (int symbol = 0; symbol < missing.Length; symbol++)
        {
            for (int state = 0; state < StateCount; state++)
            {
                missing[symbol] += Math.Exp(weights[state] - likelihood) * _emission[state, symbol];
            }
        }

        return missing;
    }

    /// <summary>The likeliest path through the states (Viterbi).</summary>
    /// <param name="observations">At least one symbol, each 0 to <see cref="SymbolCount"/> − 1.</param>
    /// <returns>The path that maximises p(x, h), ties to lower states.</returns>
    /// <exception cref="ArgumentException">There is no observation.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An observation is outside.</exception>
    public HiddenPath Viterbi(ReadOnlySpan<int> observations)
    {
        RequireSymbols(observations);
        int steps = observations.Length;
        double[,] best = new double[steps, StateCount]; // [T, S]
        int[,] from = new int[steps, StateCount]; // [T, S]
        for (int t = 0; t < steps; t++)
        {
            for (int state = 0; state < StateCount; state++)
            {
                (double value, from[t, state]) = t == 0 ? (_initial.Log(0, state), 0) : BestArrival(best, t, state);
                best[t, state] = value + _emission.Log(state, observations[t]);
            }
        }

        int[] states = new int[steps];
        for (int state = 1; state < StateCount; state++)
        {
            states[^1] = best[steps - 1, state] > best[steps - 1, states[^1]] ? state : states[^1];
        }

        for (int t = steps - 1; t > 0; t--)
        {
            states[t - 1] = from[t, states[t]];
        }

        return new HiddenPath(states, best[steps - 1, states[^1]]);
    }

    private static double RequirePossible(double likelihood, ReadOnlySpan<int> observations) =>
        !double.IsNegativeInfinity(likelihood)
            ? likelihood
            : throw new ArgumentException(
                $"The model cannot show these {observations.Length} observations: their probability is 0.", nameof(observations));

    private double LikelihoodOf(double[,] alpha)
    {
        Span<double> last = new double[StateCount];
        for (int state = 0; state < last.Length; state++)
        {
            last[state] = alpha[alpha.GetLength(0) - 1, state];
        }

        return LogSpace.Sum(last);
    }

    /// <summary>ln π_t(h) = ln p(x_1 … x_{t−1}, h_t = h).</summary>
    private double Arriving(double[,] alpha, int t, int state, Span<double> terms)
    {
        if (t == 0)
        {
            return _initial.Log(0, state);
        }

        for (int previous = 0; previous < terms.Length; previous++)
        {
            terms[previous] = alpha[t - 1, previous] + _transition.Log(previous, state);
        }

        return LogSpace.Sum(terms);
    }

    private (double Value, int From) BestArrival(double[,] best, int t, int state)
    {
        (double Value, int From) arrival = (best[t - 1, 0] + _transition.Log(0, state), 0);
        for (int previous = 1; previous < StateCount; previous++)
        {
            double value = best[t - 1, previous] + _transition.Log(previous, state);
            arrival = value > arrival.Value ? (value, previous) : arrival;
        }

        return arrival;
    }
}
