namespace NativeRnn;

/// <summary>One translation of a sentence.</summary>
/// <param name="Text">As text, without marks.</param>
/// <param name="Tokens">Its tokens, the end token last where it is finished.</param>
/// <param name="Hypothesis">Its ids, score, and attention where asked for.</param>
public sealed record TranslationCandidate(string Text, IReadOnlyList<string> Tokens, Hypothesis Hypothesis);
