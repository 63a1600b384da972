namespace NativeRnn;

/// <summary>What Baum–Welch made of a model.</summary>
/// <param name="Model">The model after the last iteration.</param>
/// <param name="LogLikelihoods">
/// Σ ln p(x) over the sequences in nats: of the model that it began with, then after each iteration; never falls but for
/// rounding.
/// </param>
/// <param name="HasConverged">Whether the tolerance was reached before the iterations ran out.</param>
public sealed record BaumWelchResult(HiddenMarkovModel Model, IReadOnlyList<double> LogLikelihoods, bool HasConverged);
