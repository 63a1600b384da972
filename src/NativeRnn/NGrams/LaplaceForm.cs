namespace NativeRnn;

/// <summary>
/// What Laplace smoothing mixes in at orders above 1; h is the context, h′ the context without its first token, m the
/// vocabulary's size.
/// </summary>
/// <remarks>Order 1 is P(x) = (n(x) + ε₁) / (n + m ε₁) in all forms.</remarks>
public enum LaplaceForm
{
    /// <summary>
    /// P(x | h) = (n(h, x) + ε P(x | h′)) / (n(h) + ε): the next shorter context; what has not been seen at all is
    /// predicted by it alone. Equals <see cref="Conditional"/> for bigrams. A back-off model, so that it can be saved.
    /// </summary>
    Nested = 0,

    /// <summary>P(x | h) = (n(h, x) + ε P(x)) / (n(h) + ε): single tokens, at every order.</summary>
    /// <remarks>Source: Dive into Deep Learning, edition 0.17, section 8.3.1 (its ε₁ is m times ours).</remarks>
    Conditional = 1,

    /// <summary>P(x | h) = (n(h, x) + ε) / (n(h) + m ε): nothing; every token counts as seen ε times more.</summary>
    Marginal = 2,
}
