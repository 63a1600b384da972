namespace NativeRnn;

/// <summary>What BLEU puts in place of a precision of zero.</summary>
/// <remarks>
/// Source: Chen and Cherry, "A Systematic Comparison of Smoothing Techniques for Sentence-Level BLEU", WMT 2014.
/// m is the number of matching n-grams, t the number of n-grams of the hypothesis.
/// </remarks>
public enum BleuSmoothing
{
    /// <summary>Nothing: one order without a match makes the score 0.</summary>
    None = 0,

    /// <summary>m = 0 counts as m = ε, with ε the smoothing value (0.1 by default). The paper's method 1.</summary>
    Floor = 1,

    /// <summary>(m + k) / (t + k) above unigrams, with k the smoothing value (1 by default). Method 2.</summary>
    AddK = 2,

    /// <summary>The j-th order without a match counts as m = 1 / 2^j, as in mteval-v13a. Method 3.</summary>
    Exponential = 3,
}
