namespace NativeRnn;

/// <summary>
/// A hidden Markov model with discrete observations: states h_t that nobody sees follow each other, and each shows one
/// of the symbols x_t.
/// </summary>
/// <remarks>
/// <para>
/// p(x, h) = p(h_1) p(x_1 | h_1) Π_{t=2..T} p(h_t | h_{t−1}) p(x_t | h_t). Everything is computed in natural logarithms,
/// so that long sequences do not underflow; probabilities of 0 are allowed.
/// </para>
/// <para>Immutable; may be used from many threads at once; needs no native library.</para>
/// <para>
/// Sources: Rabiner, "A tutorial on hidden Markov models" (1989); Dive into Deep Learning, edition 0.17, section 9.4.1,
/// whose π_t(h) is the forward value without p(x_t | h), and whose ρ_t(h) is the backward value.
/// </para>
/// </remarks>
public sealed partial class HiddenMarkovModel
{
    private readonly StochasticMatrix _initial; // [1, S]
    private readonly StochasticMatrix _transition; // [S, S]
    private readonly StochasticMatrix _emission; // [S, K]

    /// <summary>Makes a model of its probabilities.</summary>
    /// <param name="initial">p(h_1), one per state.</param>
    /// <param name="transition">[S, S]: p(h_{t+1} = column | h_t = row).</param>
    /// <param name="emission">[S, K]: p(x_t = column | h_t = row).</param>
    /// <exception cref="ArgumentException">
    /// The sizes do not fit, or a row holds what is no probability or does not sum to 1 to 1e-6.
    /// </exception>
    public HiddenMarkovModel(ReadOnlySpan<double> initial, double[,] transition, double[,] emission)
    {
        ArgumentNullException.ThrowIfNull(transition);
        ArgumentNullException.ThrowIfNull(emission);
        int states = initial.Length;
        if (transition.GetLength(0) != states || transition.GetLength(1) != states)
        {
            throw new ArgumentException(
                $"The transition table must be {states} by {states}, a row and a column for each state.", nameof(transition));
        }

        if (emission.GetLength(0) != states)
        {
            throw new ArgumentException($"The emission table must have {states} rows, one for each state.", nameof(emission));
        }

        double[,] row = new double[1, states];
        for (int state = 0; state < states; state++)
        {
            row[0, state] = initial[state];
        }

        _initial = StochasticMatrix.Of(row, nameof(initial));
        _transition = StochasticMatrix.Of(transition, nameof(transition));
        _emission = StochasticMatrix.Of(emission, nameof(emission));
    }

    private HiddenMarkovModel(StochasticMatrix initial, StochasticMatrix transition, StochasticMatrix emission)
    {
        _initial = initial;
        _transition = transition;
        _emission = emission;
    }

    /// <summary>How many hidden states there are, S.</summary>
    public int StateCount => _initial.Columns;

    /// <summary>How many symbols can be observed, K.</summary>
    public int SymbolCount => _emission.Columns;

    /// <summary>p(h_1), one per state: a copy.</summary>
    public double[] Initial => [.. Enumerable.Range(0, StateCount).Select(state => _initial[0, state])];

    /// <summary>[S, S]: p(h_{t+1} = column | h_t = row): a copy.</summary>
    public double[,] Transition => _transition.ToTable();

    /// <summary>[S, K]: p(x_t = column | h_t = row): a copy.</summary>
    public double[,] Emission => _emission.ToTable();

    /// <summary>Draws a model, as Baum–Welch needs one to begin with: equal states would stay equal.</summary>
    /// <param name="states">S, at least 1.</param>
    /// <param name="symbols">K, at least 1.</param>
    /// <param name="random">Draws; two numbers per probability.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is below 1.</exception>
    public static HiddenMarkovModel Draw(int states, int symbols, RandomSource random)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(states, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(symbols, 1);
        ArgumentNullException.ThrowIfNull(random);
        return new HiddenMarkovModel(
            StochasticMatrix.Draw(1, states, random),
            StochasticMatrix.Draw(states, states, random),
            StochasticMatrix.Draw(states, symbols, random));
    }

    /// <summary>Makes up a sequence.</summary>
    /// <param name="length">Observations, at least 1.</param>
    /// <param name="random">Draws; four numbers per observation.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="length"/> is below 1.</exception>
    public HiddenMarkovSample Sample(int length, RandomSource random)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(length, 1);
        ArgumentNullException.ThrowIfNull(random);
        int[] states = new int[length];
        int[] observations = new int[length];
        for (int t = 0; t < length; t++)
        {
            states[t] = t == 0 ? _initial.Draw(0, random) : _transition.Draw(states[t - 1], random);
            observations[t] = _emission.Draw(states[t], random);
        }

        return new HiddenMarkovSample(states, observations);
    }

    private void RequireSymbols(ReadOnlySpan<int> observations)
    {
        if (observations.IsEmpty)
        {
            throw new ArgumentException("Give at least one observation.", nameof(observations));
        }

        foreach (int symbol in observations)
        {
            if ((uint)symbol >= (uint)SymbolCount)
            {
                throw new ArgumentOutOfRangeException(
                    nameof(observations), symbol, $"An observation must be 0 to {SymbolCount - 1}.");
            }
        }
    }
}
