namespace NativeRnn;

/// <summary>What a hidden Markov model made up.</summary>
/// <param name="States">The hidden states.</param>
/// <param name="Observations">What each of them showed.</param>
public sealed record HiddenMarkovSample(IReadOnlyList<int> States, IReadOnlyList<int> Observations);
