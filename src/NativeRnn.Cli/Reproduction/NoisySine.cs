using System.Globalization;

namespace NativeRnn.Cli;

/// <summary>The book's first sequence model: a noisy sine, predicted from its last four values.</summary>
internal static class NoisySine
{
    private const int Learnt = 604; // rows: 600 windows and the first one's four values
    private static readonly int[] _horizons = [1, 4, 16, 64];

    /// <summary>Trains and measures; the series is drawn from the seed.</summary>
    internal static BookFinding Measure(BookRun run)
    {
        var random = new RandomSource(run.Seed);
        var series = TimeSeries.NoisySine(length: 1000, deviation: 0.2, random);
        var known = series.Slice(0, Learnt);
        var options = new TimeSeriesModelOptions { Kind = SeriesModelKind.Mlp, Window = 4, Hidden = 10 };
        using var engine = Engine.Cpu(run.Threads);
        using var model = new TimeSeriesModel(options, known, random, Initializer.XavierUniform, engine);
        using var trainer = new TimeSeriesTrainer(
            model, known, new TimeSeriesTrainingOptions { Batch = 16, Epochs = run.Epochs }, random);
        trainer.Fit(
            epochs: new SynchronousProgress<EpochResult>(epoch => run.Show(epoch.Epoch, ErrorOf(model, known))),
            cancellation: run.Cancellation);
        var later = SeriesEvaluator.Evaluate(model, series, _horizons, Learnt, run.Cancellation);
        return new BookFinding(
            ErrorOf(model, known),
            [.. later.Select(error => ("later_rows", string.Create(
                CultureInfo.InvariantCulture,
                $"{error.Horizon} ahead {error.MeanSquaredError:F4}, the last value again {error.LastValueError:F4}")))]);
    }

    // Of what it has learnt, as the book measures it; in the series' own units.
    private static double ErrorOf(TimeSeriesModel model, TimeSeries known) =>
        SeriesEvaluator.Evaluate(model, known, [1])[0].MeanSquaredError;
}
