namespace NativeRnn;

/// <summary>Adds up squared errors for each channel and horizon.</summary>
internal sealed class HorizonSums
{
    private readonly TimeSeriesModel _model;
    private readonly TimeSeries _series;
    private readonly int[] _horizons;
    private readonly int _firstRow;
    private readonly double[] _squares; // [C, horizons]
    private readonly double[] _lastValueSquares; // [C, horizons]
    private readonly long[] _counts; // [horizons]

    internal HorizonSums(TimeSeriesModel model, TimeSeries series, ReadOnlySpan<int> horizons, int firstRow)
    {
        (_model, _series, _horizons, _firstRow) = (model, series, horizons.ToArray(), firstRow);
        Furthest = _horizons.Max();
        _squares = new double[_horizons.Length * model.Channels.Count];
        _lastValueSquares = new double[_squares.Length];
        _counts = new long[_horizons.Length];
    }

    /// <summary>The largest k.</summary>
    internal int Furthest { get; }

    /// <summary>The first row that predictions begin with: the earliest whose k-th successor counts.</summary>
    internal int FirstOrigin => Math.Max(_model.Options.Window, _firstRow - Furthest + 1);

    /// <summary>Adds what was predicted from several origins on.</summary>
    internal void Add(SeriesRollout rollout, int firstOrigin, int count)
    {
        var values = new double[_model.Channels.Count];
        for (var n = 0; n < count; n++)
        {
            for (var h = 0; h < _horizons.Length; h++)
            {
                var row = firstOrigin + n + _horizons[h] - 1;
                if (row >= _firstRow && row < _series.Count)
                {
                    _model.Restore(rollout.Prediction(n, _horizons[h]), values);
                    Add(h, row, values);
                }
            }
        }
    }

    internal IReadOnlyList<HorizonError> Results()
    {
        var results = new List<HorizonError>(_squares.Length);
        for (var channel = 0; channel < _model.Channels.Count; channel++)
        {
            for (var h = 0; h < _horizons.Length; h++)
            {
                var at = (channel * _horizons.Length) + h;
                results.Add(new HorizonError(
                    _model.Channels[channel].Name,
                    _horizons[h],
                    _squares[at] / _counts[h],
                    _lastValueSquares[at] / _counts[h],
                    _counts[h]));
            }
        }
        return results;
    }

    private void Add(int h, int row, ReadOnlySpan<double> predicted)
    {
        _counts[h]++;
        for (var channel = 0; channel < predicted.Length; channel++)
        {
            var actual = _series[row, channel];
            var off = predicted[channel] - actual;
            var moved = _series[row - _horizons[h], channel] - actual;
            _squares[(channel * _horizons.Length) + h] += off * off;
            _lastValueSquares[(channel * _horizons.Length) + h] += moved * moved;
        }
    }
}
