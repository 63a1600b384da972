namespace NativeRnn;

/// <summary>The best validation of a run so far.</summary>
/// <param name="Loss">Mean −ln p of a token of the validation data, in nats.</param>
/// <param name="Epoch">The epoch after which it was measured, from 1.</param>
/// <param name="Step">Optimizer steps taken by then.</param>
/// <param name="Bleu">Corpus BLEU from 0 to 100, for translators where it was asked for.</param>
public sealed record BestValidation(double Loss, int Epoch, long Step, double? Bleu = null);
