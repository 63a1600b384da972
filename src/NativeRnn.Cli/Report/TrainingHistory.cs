namespace NativeRnn.Cli;

/// <summary>What happened in a training, however long: steps that lie close together are kept as their means.</summary>
internal sealed class TrainingHistory
{
    private const int MostPoints = 4096; // more than a chart shows
    private readonly List<Point> _points = [];
    private long _perPoint = 1;
    private Point _open;

    internal List<EpochResult> Epochs { get; } = [];

    /// <summary>How many steps there were.</summary>
    internal long StepCount { get; private set; }

    internal void Add(TrainingStep step)
    {
        StepCount++;
        _open += new Point(
            step.Epoch - 1 + (double)step.StepInEpoch / step.StepsPerEpoch, step.Loss, step.GradientNorm, step.LearningRate, 1);
        if (_open.Steps < _perPoint)
        {
            return;
        }

        _points.Add(_open);
        _open = default;
        if (_points.Count == MostPoints)
        {
            Halve();
        }
    }

    internal ChartSeries Losses(string name) => ByStep(name, point => point.Loss);

    internal ChartSeries GradientNorms(string name) => ByStep(name, point => point.GradientNorm);

    internal ChartSeries LearningRates(string name) => ByStep(name, point => point.LearningRate);

    /// <summary>Something of each epoch.</summary>
    internal ChartSeries ByEpoch(string name, Func<EpochResult, double> value) =>
        new(name, [.. Epochs.Select(epoch => ((double)epoch.Epoch, value(epoch)))]);

    private ChartSeries ByStep(string name, Func<Point, double> value)
    {
        IEnumerable<Point> points = _open.Steps > 0 ? [.. _points, _open] : _points;
        return new ChartSeries(name, [.. points.Select(point => (point.Epochs / point.Steps, value(point) / point.Steps))]);
    }

    private void Halve()
    {
        for (var i = 0; i < MostPoints / 2; i++)
        {
            _points[i] = _points[2 * i] + _points[2 * i + 1];
        }

        _points.RemoveRange(MostPoints / 2, MostPoints / 2);
        _perPoint *= 2;
    }

    /// <summary>Sums over some steps; <paramref name="Epochs"/> counts those that have passed, with fractions.</summary>
    private readonly record struct Point(double Epochs, double Loss, double GradientNorm, double LearningRate, long Steps)
    {
        public static Point operator +(Point left, Point right) => new(
            left.Epochs + right.Epochs,
            left.Loss + right.Loss,
            left.GradientNorm + right.GradientNorm,
            left.LearningRate + right.LearningRate,
            left.Steps + right.Steps);
    }
}
