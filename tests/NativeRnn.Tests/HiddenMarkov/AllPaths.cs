namespace NativeRnn.Tests.HiddenMarkov;

/// <summary>p(x, h) of every path h that a model can take under some observations.</summary>
internal sealed class AllPaths
{
    private readonly List<(int[] States, double Probability)> _paths = [];

    public AllPaths(HiddenMarkovModel model, int[] observations)
    {
        int count = (int)Math.Pow(model.StateCount, observations.Length);
        for (int number = 0; number < count; number++)
        {
            int[] states = new int[observations.Length];
            for (int t = 0, rest = number; t < states.Length; t++, rest /= model.StateCount)
            {
                states[t] = rest % model.StateCount;
            }

            _paths.Add((states, Probability(model, states, observations)));
        }
    }

    public double Likelihood => _paths.Sum(path => path.Probability);

    public (int[] States, double Probability) Best => _paths.MaxBy(path => path.Probability);

    /// <summary>p(x, h_t = state).</summary>
    public double Joint(int t, int state) => _paths.Where(path => path.States[t] == state).Sum(path => path.Probability);

    public double Posterior(int t, int state) => Joint(t, state) / Likelihood;

    private static double Probability(HiddenMarkovModel model, int[] states, int[] observations)
    {
        double probability = model.Initial[states[0]] * model.Emission[states[0], observations[0]];
        for (int t = 1; t < states.Length; t++)
        {
            probability *= model.Transition[states[t - 1], states[t]] * model.Emission[states[t], observations[t]];
        }

        return probability;
    }
}
