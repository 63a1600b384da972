namespace NativeRnn;

/// <summary>Sums of numbers of which only the logarithms fit into a double.</summary>
internal static class LogSpace
{
    /// <summary>ln Σ exp(terms); −∞ for none and for terms that are all −∞.</summary>
    internal static double Sum(ReadOnlySpan<double> terms)
    {
        double largest = double.NegativeInfinity;
        foreach (double term in terms)
        {
            largest = Math.Max(largest, term);
        }

        if (double.IsNegativeInfinity(largest))
        {
            return largest;
        }

        double sum = 0;
        foreach (double term in terms)
        {
            sum += Math.Exp(term - largest);
        }

        return largest + Math.Log(sum);
    }
}
