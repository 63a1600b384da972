namespace NativeRnn;

/// <summary>What Kneser–Ney smoothing takes from the counts of one order.</summary>
/// <param name="Once">From n-grams with a count of 1.</param>
/// <param name="Twice">From those with 2.</param>
/// <param name="More">From those with 3 and more.</param>
public readonly record struct KneserNeyDiscounts(double Once, double Twice, double More)
{
    /// <summary>What is taken where an order has no n-grams with a count of 1 or 2 (or up to 4) to estimate from.</summary>
    /// <remarks>As KenLM's <c>--discount_fallback</c>.</remarks>
    internal static KneserNeyDiscounts Fallback { get; } = new(0.5, 1, 1.5);

    /// <summary>Estimates an order's discounts from its counts of counts.</summary>
    /// <param name="counts">The counts of its n-grams; those of 0 do not matter.</param>
    /// <param name="isModified">Whether there are three of them.</param>
    /// <returns>The fallback (0.5, 1, 1.5; not modified: 0.5) where they cannot be estimated.</returns>
    internal static KneserNeyDiscounts Estimate(ReadOnlySpan<int> counts, bool isModified)
    {
        Span<double> n = stackalloc double[5]; // n[r]: n-grams that occur r times
        foreach (int count in counts)
        {
            if (count < n.Length)
            {
                n[count]++;
            }
        }

        double y = n[1] / (n[1] + (2 * n[2]));
        KneserNeyDiscounts estimated = isModified
            ? new KneserNeyDiscounts(1 - (2 * y * n[2] / n[1]), 2 - (3 * y * n[3] / n[2]), 3 - (4 * y * n[4] / n[3]))
            : new KneserNeyDiscounts(y, y, y);
        return estimated.IsUsable ? estimated : isModified ? Fallback : new KneserNeyDiscounts(0.5, 0.5, 0.5);
    }

    /// <summary>The <see cref="ShareRule"/> that takes these discounts.</summary>
    internal double Share(ReadOnlySpan<int> counts, Span<double> shares)
    {
        long total = 0;
        foreach (int count in counts)
        {
            total += count;
        }

        if (total == 0)
        {
            return 1; // the end of the text: nothing follows
        }

        double taken = 0;
        for (int i = 0; i < counts.Length; i++)
        {
            double discount = Of(counts[i]);
            shares[i] = (counts[i] - discount) / total;
            taken += discount;
        }

        return taken / total;
    }

    /// <summary>What is taken from a count.</summary>
    internal double Of(int count) => count switch
    {
        0 => 0,
        1 => Once,
        2 => Twice,
        _ => More,
    };

    // 0 at n-grams seen once would leave nothing to unseen ones; NaN comes of counts that do not occur.
    private bool IsUsable => Once is > 0 and <= 1 && Twice is >= 0 and <= 2 && More is >= 0 and <= 3;
}
