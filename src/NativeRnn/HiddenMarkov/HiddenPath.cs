namespace NativeRnn;

/// <summary>A path through the states of a hidden Markov model.</summary>
/// <param name="States">One per observation.</param>
/// <param name="LogProbability">ln p(x, h) of the observations together with it; −∞ where no path can be.</param>
public sealed record HiddenPath(IReadOnlyList<int> States, double LogProbability);
