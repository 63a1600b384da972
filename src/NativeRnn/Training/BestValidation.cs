namespace NativeRnn;

/// <summary>The lowest validation loss of a run so far.</summary>
/// <param name="Loss">Mean −ln p of a token of the validation text, in nats.</param>
/// <param name="Epoch">The epoch after which it was measured, from 1.</param>
/// <param name="Step">Optimizer steps taken by then.</param>
public sealed record BestValidation(double Loss, int Epoch, long Step);
