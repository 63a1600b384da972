namespace NativeRnn;

/// <summary>What an n-gram model is.</summary>
public sealed record NGramOptions
{
    /// <summary>Tokens of an n-gram, the predicted one included: 1 to <see cref="NGramTable.MaxOrder"/>; default 3.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is outside.</exception>
    public int Order
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1, nameof(Order));
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, NGramTable.MaxOrder, nameof(Order));
            field = value;
        }
    } = 3;

    /// <summary>How unseen n-grams get their share; default <see cref="NGramSmoothing.ModifiedKneserNey"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is no member.</exception>
    public NGramSmoothing Smoothing
    {
        get;
        init => field = Enum.IsDefined(value)
            ? value
            : throw new ArgumentOutOfRangeException(
                nameof(Smoothing), value, "Choose the smoothing Laplace, KneserNey or ModifiedKneserNey.");
    } = NGramSmoothing.ModifiedKneserNey;

    /// <summary>The form of Laplace smoothing; default <see cref="LaplaceForm.Nested"/>. Kneser–Ney has none.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is no member.</exception>
    public LaplaceForm Form
    {
        get;
        init => field = Enum.IsDefined(value)
            ? value
            : throw new ArgumentOutOfRangeException(nameof(Form), value, "Choose the form Nested, Conditional or Marginal.");
    }

    /// <summary>
    /// Laplace smoothing's ε₁ to ε_n by order, each at least 0; the last stands for all orders above it. Default 1 for
    /// every order. 0 smooths nothing: what was not seen has probability 0.
    /// </summary>
    /// <exception cref="ArgumentException">The list is empty.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An ε is negative or not finite.</exception>
    public IReadOnlyList<double> Epsilon
    {
        get;
        init
        {
            ArgumentNullException.ThrowIfNull(value, nameof(Epsilon));
            if (value.Count == 0)
            {
                throw new ArgumentException("Give at least one ε.", nameof(Epsilon));
            }

            foreach (double epsilon in value)
            {
                if (!double.IsFinite(epsilon) || epsilon < 0)
                {
                    throw new ArgumentOutOfRangeException(nameof(Epsilon), epsilon, "Each ε must be 0 or more.");
                }
            }

            field = Array.AsReadOnly([.. value]);
        }
    } = Array.AsReadOnly([1.0]);

    /// <summary>Whether the model is a <see cref="BackoffModel"/>, which can be saved.</summary>
    public bool HasBackoffForm => Smoothing != NGramSmoothing.Laplace || Order == 1 || Form == LaplaceForm.Nested
        || (Order == 2 && Form == LaplaceForm.Conditional);

    /// <summary>ε of an order.</summary>
    internal double EpsilonOf(int order) => Epsilon[Math.Min(order, Epsilon.Count) - 1];
}
