namespace NativeRnn;

/// <summary>How an n-gram model shares probability between what it has seen and what it has not.</summary>
public enum NGramSmoothing
{
    /// <summary>A constant is added to the counts, see <see cref="LaplaceForm"/>.</summary>
    Laplace = 0,

    /// <summary>
    /// Interpolated Kneser–Ney with one discount per order, D = n₁ / (n₁ + 2 n₂), n_r being the number of n-grams that
    /// occur r times.
    /// </summary>
    /// <remarks>Source: Chen and Goodman, "An empirical study of smoothing techniques" (1998), section 4.1.6.</remarks>
    KneserNey = 1,

    /// <summary>
    /// Interpolated Kneser–Ney with three discounts per order: with Y = n₁ / (n₁ + 2 n₂), those of n-grams that occur
    /// once, twice and more often are 1 − 2Y n₂/n₁, 2 − 3Y n₃/n₂ and 3 − 4Y n₄/n₃.
    /// </summary>
    /// <remarks>Source: Chen and Goodman (1998), equations 26 and 27.</remarks>
    ModifiedKneserNey = 2,
}
