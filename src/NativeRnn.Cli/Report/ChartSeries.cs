namespace NativeRnn.Cli;

/// <summary>A line of a chart.</summary>
/// <param name="Name">What it shows.</param>
/// <param name="Points">By rising X; points that are no numbers are left out.</param>
internal sealed record ChartSeries(string Name, IReadOnlyList<(double X, double Y)> Points)
{
    /// <summary>The same line with at most so many points, each the mean of its neighbourhood.</summary>
    internal ChartSeries Thinned(int most)
    {
        if (Points.Count <= most)
        {
            return this;
        }

        var means = new (double X, double Y)[most];
        for (var i = 0; i < most; i++)
        {
            var (start, end) = ((int)((long)i * Points.Count / most), (int)((i + 1L) * Points.Count / most));
            for (var j = start; j < end; j++)
            {
                means[i] = (means[i].X + Points[j].X / (end - start), means[i].Y + Points[j].Y / (end - start));
            }
        }

        return this with { Points = means };
    }
}
