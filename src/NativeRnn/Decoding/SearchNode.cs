namespace NativeRnn;

/// <summary>A hypothesis that was kept at some step: its last token, and the node of the hypothesis before it.</summary>
/// <param name="Step">Which step, from 0; the sequence has one token more.</param>
/// <param name="Token">Its last token.</param>
/// <param name="Parent">Index in the trace of the hypothesis that it continues; −1 at the first step.</param>
/// <param name="TokenLogProbability">log p of that token.</param>
/// <param name="LogProbability">Σ log p from the first token on.</param>
/// <param name="IsFinished">Whether the token is the end token.</param>
public readonly record struct SearchNode(
    int Step, int Token, int Parent, float TokenLogProbability, double LogProbability, bool IsFinished);
