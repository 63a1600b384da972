namespace NativeRnn;

/// <summary>What was counted of the n-grams of one length, node by node.</summary>
/// <param name="Counts">How often each occurs.</param>
/// <param name="Positions">Where each begins first; −1 for tokens that do not occur.</param>
/// <param name="Suffixes">The node of each without its first token, one level below; empty for level 1.</param>
internal sealed record NGramLevel(int[] Counts, int[] Positions, int[] Suffixes);
