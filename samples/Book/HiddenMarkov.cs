namespace NativeRnn.Samples;

/// <summary>A fair and a loaded die, told apart by what they show.</summary>
internal static class HiddenMarkov
{
    internal static void Run()
    {
        #region book
        var casino = new HiddenMarkovModel(
            initial: [0.5, 0.5],
            transition: new[,] { { 0.95, 0.05 }, { 0.1, 0.9 } },
            emission: new[,] { { 1 / 6.0, 1 / 6.0, 1 / 6.0, 1 / 6.0, 1 / 6.0, 1 / 6.0 }, { 0.1, 0.1, 0.1, 0.1, 0.1, 0.5 } });
        var game = casino.Sample(1000, new RandomSource(1));
        int[] shown = [.. game.Observations];
        var path = casino.Viterbi(shown);
        Console.WriteLine($"Viterbi names {path.States.Zip(game.States).Count(pair => pair.First == pair.Second)} of 1000 dice");

        var fitted = Enumerable.Range(0, 8) // each start climbs to a maximum of its own
            .Select(seed => HiddenMarkovModel.Draw(states: 2, symbols: 6, new RandomSource((ulong)seed)).Fit([shown]))
            .MaxBy(run => run.LogLikelihoods[^1])!;
        Console.WriteLine($"ln p(x) {fitted.LogLikelihoods[0]:F1}, learnt {fitted.LogLikelihoods[^1]:F1}, "
            + $"of the true model {casino.LogLikelihood(shown):F1}");
        #endregion
    }
}
