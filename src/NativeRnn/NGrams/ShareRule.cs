namespace NativeRnn;

/// <summary>Shares the probability of a context between what followed it and the next shorter context.</summary>
/// <param name="counts">How often each token followed the context.</param>
/// <param name="shares">Filled: what each of these keeps for itself.</param>
/// <returns>What is left to the shorter context; 1 where nothing followed.</returns>
internal delegate double ShareRule(ReadOnlySpan<int> counts, Span<double> shares);
