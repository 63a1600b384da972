namespace NativeRnn;

/// <summary>A straight line through frequencies over ranks, both as logarithms: ln n_i = −α ln i + c.</summary>
/// <param name="Exponent">α; near 1 for words.</param>
/// <param name="Intercept">c, the logarithm of the frequency that the line has at rank 1.</param>
/// <param name="FirstRank">The first rank that the line goes through.</param>
/// <param name="LastRank">The last one, itself included.</param>
/// <param name="RSquared">The share of the variance of ln n_i that the line explains, 0 to 1.</param>
/// <remarks>Least squares, every rank with the same weight. Source: Dive into Deep Learning, edition 0.17, equation 8.3.8.</remarks>
public sealed record ZipfFit(double Exponent, double Intercept, int FirstRank, int LastRank, double RSquared)
{
    internal static ZipfFit Of(FrequencyTable table, int firstRank, int lastRank)
    {
        double n = lastRank - firstRank + 1;
        double meanX = 0;
        double meanY = 0;
        for (int rank = firstRank; rank <= lastRank; rank++)
        {
            meanX += Math.Log(rank) / n;
            meanY += Math.Log(table.CountAt(rank)) / n;
        }

        double xx = 0;
        double xy = 0;
        double yy = 0;
        for (int rank = firstRank; rank <= lastRank; rank++)
        {
            double x = Math.Log(rank) - meanX;
            double y = Math.Log(table.CountAt(rank)) - meanY;
            (xx, xy, yy) = (xx + (x * x), xy + (x * y), yy + (y * y));
        }

        double slope = xy / xx;
        return new ZipfFit(-slope, meanY - (slope * meanX), firstRank, lastRank, yy == 0 ? 1 : slope * xy / yy);
    }
}
