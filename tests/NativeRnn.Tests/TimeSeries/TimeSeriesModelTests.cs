using NUnit.Framework;

namespace NativeRnn.Tests.Series;

[Category("Numerics")]
internal sealed class TimeSeriesModelTests
{
    private static readonly int[] _horizons = [1, 4, 16, 64];

    [Test]
    public void A_linear_model_finds_the_coefficients_of_an_autoregressive_process()
    {
        // x_t = 2 cos(1.1) x_{t−1} − x_{t−2} around 5: the oscillation neither grows nor dies.
        var values = new double[400];
        for (var t = 0; t < values.Length; t++)
        {
            values[t] = 5 + (3 * Math.Cos((1.1 * t) + 0.4));
        }

        var series = new TimeSeries(values);
        using var model = Trained(
            new TimeSeriesModelOptions { Kind = SeriesModelKind.Linear, Window = 2 },
            series,
            new TimeSeriesTrainingOptions
            {
                Epochs = 60,
                Schedule = new ScheduleOptions { Kind = ScheduleKind.Cosine },
            });
        var expected = LeastSquares(values); // of x_t = a x_{t−2} + b x_{t−1} + c
        Assert.That(expected[0], Is.EqualTo(-1).Within(1e-9), "the process itself");
        var channel = model.Channels.Single();
        var weights = model.Parameters["linear.weight"].Value.ToArray();
        var bias = model.Parameters["linear.bias"].Value.ToArray()[0];
        Assert.That(weights[0], Is.EqualTo(expected[0]).Within(1e-4));
        Assert.That(weights[1], Is.EqualTo(expected[1]).Within(1e-4));
        var constant = (channel.Mean * (1 - weights[0] - weights[1])) + (channel.Deviation * bias);
        Assert.That(constant, Is.EqualTo(expected[2]).Within(1e-3));
        Assert.That(model.PredictNext(values)[0], Is.EqualTo(5 + (3 * Math.Cos((1.1 * 400) + 0.4))).Within(1e-3));
        Assert.That(model.Forecast(values, 20)[19], Is.EqualTo(5 + (3 * Math.Cos((1.1 * 419) + 0.4))).Within(0.02));
    }

    [TestCase(SeriesModelKind.Linear)]
    [TestCase(SeriesModelKind.Mlp)]
    public void The_textbooks_sine_is_predicted_well_a_step_ahead_and_badly_far_ahead(SeriesModelKind kind)
    {
        const double NoiseFloor = 0.04; // σ² of the noise, which nothing can predict
        var series = TimeSeries.NoisySine(random: new RandomSource(1));
        using var model = Trained(
            new TimeSeriesModelOptions { Kind = kind },
            series.Slice(0, 600),
            new TimeSeriesTrainingOptions { Epochs = 20 });
        var errors = SeriesEvaluator.Evaluate(model, series, _horizons, firstRow: 600);
        var mse = errors.Select(error => error.MeanSquaredError).ToArray();
        TestContext.Out.WriteLine($"{kind}: {string.Join(' ', mse.Select(value => value.ToString("F4")))}");
        Assert.That(mse[0], Is.InRange(NoiseFloor, 1.6 * NoiseFloor), "four noisy rows tell the next to within a quarter more than the noise");
        Assert.That(mse[0], Is.LessThan(errors[0].LastValueError * 0.8));
        Assert.That(mse[1], Is.LessThan(2.5 * NoiseFloor));
        Assert.That(mse[2], Is.GreaterThan(mse[1]));
        Assert.That(mse[3], Is.GreaterThan(4 * mse[0]));
        Assert.That(errors.Select(error => (error.Horizon, error.Count)), Is.EqualTo(_horizons.Select(k => (k, 400L))));
    }

    [Test]
    public void A_latent_GRU_goes_on_with_a_sine_for_64_steps()
    {
        var values = new double[464];
        for (var t = 0; t < values.Length; t++)
        {
            values[t] = 10 + (4 * Math.Sin(0.2 * t));
        }

        using var model = Trained(
            new TimeSeriesModelOptions
            {
                Kind = SeriesModelKind.Recurrent,
                Cell = CellKind.GruResetBefore,
                Window = 8,
                Hidden = 16,
            },
            new TimeSeries(values.AsSpan(0, 400)),
            new TimeSeriesTrainingOptions
            {
                Epochs = 40,
                Schedule = new ScheduleOptions { Kind = ScheduleKind.Cosine },
            });
        var forecast = model.Forecast(new TimeSeries(values.AsSpan(0, 400)), 64);
        double sum = 0;
        for (var k = 0; k < 64; k++)
        {
            sum += Math.Pow(forecast[k] - values[400 + k], 2);
        }

        TestContext.Out.WriteLine($"one step {model.PredictNext(values.AsSpan(0, 400))[0] - values[400]}, 64 steps {sum / 64}");
        Assert.That(model.PredictNext(values.AsSpan(0, 400))[0], Is.EqualTo(values[400]).Within(0.1));
        Assert.That(sum / 64, Is.LessThan(0.02), "the sine itself has a variance of 8");
    }

    [Test]
    public void Several_channels_are_predicted_together()
    {
        // Each channel's next value is the other's last one: alone, neither could be predicted.
        var random = new RandomSource(3);
        var values = new double[800];
        for (var t = 2; t < values.Length; t += 2)
        {
            values[t] = random.NextGaussian();
            values[t + 1] = 100 * values[t - 2];
        }

        var series = new TimeSeries(values, ["cause", "effect"]);
        using var model = Trained(
            new TimeSeriesModelOptions { Kind = SeriesModelKind.Linear, Window = 2 },
            series,
            new TimeSeriesTrainingOptions { Epochs = 30 });
        var errors = SeriesEvaluator.Evaluate(model, series, [1]);
        Assert.That(errors.Select(error => error.Channel), Is.EqualTo(series.Channels));
        Assert.That(errors[0].MeanSquaredError, Is.EqualTo(1).Within(0.3), "noise");
        Assert.That(errors[1].MeanSquaredError, Is.LessThan(1), "of a variance of 10000");
        Assert.That(
            () => model.Forecast(series.Values[1..], 1), Throws.ArgumentException.With.Message.Contains("799 numbers do not make rows"));
        Assert.That(
            () => model.Forecast(new TimeSeries([1, 2, 3]), 1), Throws.ArgumentException.With.Message.Contains("reads 2 channels (cause, effect)"));
    }

    [TestCase(SeriesModelKind.Mlp)]
    [TestCase(SeriesModelKind.Recurrent)]
    public void Horizons_are_what_forecasts_from_each_row_give(SeriesModelKind kind)
    {
        var series = TimeSeries.NoisySine(40, random: new RandomSource(2));
        using var model = new TimeSeriesModel(
            new TimeSeriesModelOptions { Kind = kind, Window = 3, Hidden = 4 }, series, new RandomSource(1));
        var errors = SeriesEvaluator.Evaluate(model, series, [5, 2], firstRow: 9);
        foreach (var (error, k) in errors.Zip([5, 2]))
        {
            double sum = 0, last = 0;
            for (var row = 9; row < 40; row++)
            {
                var known = series.Slice(0, row - k + 1);
                sum += Math.Pow(model.Forecast(known, k)[k - 1] - series[row], 2);
                last += Math.Pow(known[known.Count - 1] - series[row], 2);
            }

            Assert.That((error.Horizon, error.Count), Is.EqualTo((k, 31L)));
            Assert.That(error.MeanSquaredError, Is.EqualTo(sum / 31).Within(1e-5));
            Assert.That(error.LastValueError, Is.EqualTo(last / 31).Within(1e-12));
        }

        Assert.That(SeriesEvaluator.Evaluate(model, series, [5])[0].Count, Is.EqualTo(40 - 3 - 4), "the first rows have no window");
    }

    [Test]
    public void Only_the_last_window_of_a_history_is_read()
    {
        var series = TimeSeries.NoisySine(50);
        using var model = new TimeSeriesModel(new TimeSeriesModelOptions { Kind = SeriesModelKind.Mlp }, series);
        Assert.That(model.PredictNext(series.Values), Is.EqualTo(model.PredictNext(series.Values[^4..])));
        Assert.That(
            () => model.PredictNext(series.Values[^3..]),
            Throws.ArgumentException.With.Message.Contains("reads the last 4 rows, but there are 3"));
        Assert.That(
            () => SeriesEvaluator.Evaluate(model, series, [47]),
            Throws.ArgumentException.With.Message.Contains("50 rows, but the first that is predicted 47 ahead is row 50"));
    }

    [Test]
    public void A_constant_series_is_predicted_as_it_is()
    {
        var series = new TimeSeries(Enumerable.Repeat(7.5, 20).ToArray());
        using var model = new TimeSeriesModel(new TimeSeriesModelOptions { Kind = SeriesModelKind.Linear }, series);
        Assert.That(model.Channels.Single(), Is.EqualTo(new SeriesChannel("value", 7.5, 1)));
        Assert.That(model.PredictNext(series.Values)[0], Is.EqualTo(7.5));
    }

    [Test]
    public void Predictions_beyond_all_bounds_are_an_error()
    {
        var series = new TimeSeries([-1, 1, -1, 1]); // mean 0, deviation 1
        using var model = new TimeSeriesModel(
            new TimeSeriesModelOptions { Kind = SeriesModelKind.Linear, Window = 1 }, series);
        model.Parameters["linear.weight"].Value.CopyFrom([2]);
        model.Parameters.MarkChanged();
        Assert.That(model.Forecast(series.Values, 100)[99], Is.EqualTo(Math.Pow(2, 100)));
        Assert.That(
            () => model.Forecast(series, 200),
            Throws.TypeOf<InvalidDataException>().With.Message.StartsWith("The predictions grow beyond all bounds within 128 steps"));
    }

    private static TimeSeriesModel Trained(
        TimeSeriesModelOptions options, TimeSeries series, TimeSeriesTrainingOptions training)
    {
        var random = new RandomSource(5);
        var model = new TimeSeriesModel(options, series, random);
        using var trainer = new TimeSeriesTrainer(model, series, training, random);
        trainer.Fit();
        return model;
    }

    /// <summary>a, b, c of x_t = a x_{t−2} + b x_{t−1} + c with the least squared error, by the normal equations.</summary>
    private static double[] LeastSquares(double[] values)
    {
        var equations = new double[3, 4];
        for (var t = 2; t < values.Length; t++)
        {
            double[] row = [values[t - 2], values[t - 1], 1, values[t]];
            for (var i = 0; i < 3; i++)
            {
                for (var j = 0; j < 4; j++)
                {
                    equations[i, j] += row[i] * row[j];
                }
            }
        }

        for (var pivot = 0; pivot < 3; pivot++)
        {
            for (var i = 0; i < 3; i++)
            {
                var factor = i == pivot ? 0 : equations[i, pivot] / equations[pivot, pivot];
                for (var j = 0; j < 4; j++)
                {
                    equations[i, j] -= factor * equations[pivot, j];
                }
            }
        }

        return [.. Enumerable.Range(0, 3).Select(i => equations[i, 3] / equations[i, i])];
    }
}
