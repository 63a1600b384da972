namespace NativeRnn.Samples;

/// <summary>A noisy sine, predicted from its last values.</summary>
internal static class Autoregression
{
    internal static void Run()
    {
        #region book
        var series = TimeSeries.NoisySine(length: 1000, deviation: 0.2, new RandomSource(1));
        using var model = new TimeSeriesModel(
            new() { Kind = SeriesModelKind.Mlp, Window = 4, Hidden = 10 }, series.Slice(0, 604));
        using var trainer = new TimeSeriesTrainer(model, series, new() { MaxRows = 604, Epochs = 5 });
        trainer.Fit();
        foreach (var error in SeriesEvaluator.Evaluate(model, series, [1, 4, 16, 64], firstRow: 604))
        {
            Console.WriteLine($"{error.Horizon} steps ahead: mean squared error {error.MeanSquaredError:F3}, "
                + $"the last value again {error.LastValueError:F3}");
        }
        #endregion
    }
}
