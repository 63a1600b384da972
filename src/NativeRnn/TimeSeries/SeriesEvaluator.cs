namespace NativeRnn;

/// <summary>Measures how well a model predicts a series, one step and several steps ahead.</summary>
public static class SeriesEvaluator
{
    private const int Batch = 256; // windows side by side

    /// <summary>Predicts every row that it can k steps ahead, for several k.</summary>
    /// <param name="model">What predicts.</param>
    /// <param name="series">With as many channels as the model.</param>
    /// <param name="horizons">The k, each at least 1; 1, 4, 16 and 64 in the textbook.</param>
    /// <param name="firstRow">
    /// The first row to predict; what is before it is only read. k steps ahead, the first τ + k − 1 rows cannot be predicted.
    /// </param>
    /// <param name="cancellation">Stops it.</param>
    /// <returns>For each channel each k, in the order given.</returns>
    /// <exception cref="ArgumentException">The series is too short for one of the k, or has other channels than the model.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    /// <remarks>Source: Dive into Deep Learning, edition 0.17, section 8.1.3.</remarks>
    public static IReadOnlyList<HorizonError> Evaluate(
        TimeSeriesModel model,
        TimeSeries series,
        ReadOnlySpan<int> horizons,
        int firstRow = 0,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(series);
        ArgumentOutOfRangeException.ThrowIfZero(horizons.Length, nameof(horizons));
        foreach (var horizon in horizons)
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(horizon, nameof(horizons));
            RequireRow(model, series, firstRow, nameof(series), horizon);
        }
        var errors = new HorizonSums(model, series, horizons, firstRow);
        var windows = new SeriesWindows(model, series);
        using var rollout = new SeriesRollout(model, Batch, errors.Furthest, InferenceOptions.Default);
        for (var first = errors.FirstOrigin; first < series.Count; first += Batch)
        {
            var count = Math.Min(Batch, series.Count - first);
            for (var n = 0; n < count; n++)
            {
                rollout.Begin(n, windows.Rows(first + n - windows.Window, windows.Window));
            }
            rollout.Run(count, cancellation);
            errors.Add(rollout, first, count);
        }
        return errors.Results();
    }

    /// <summary>The sum of squared errors one step ahead, of normalised numbers: what training makes small.</summary>
    internal static Loss MeasureLoss(
        TimeSeriesModel model, TimeSeries series, int firstRow, InferenceOptions inference, CancellationToken cancellation)
    {
        var windows = new SeriesWindows(model, series);
        var targets = new float[Batch * model.Channels.Count];
        var rows = new int[Batch];
        Loss loss = default;
        using var tape = new Tape(model.Engine, inference);
        for (var first = Math.Max(firstRow, windows.Window); first < series.Count; first += Batch)
        {
            cancellation.ThrowIfCancellationRequested();
            var count = Math.Min(Batch, series.Count - first);
            for (var n = 0; n < count; n++)
            {
                rows[n] = first + n;
            }
            tape.Reset();
            windows.CopyTargets(rows.AsSpan(0, count), targets);
            var predictions = model.Network.Forward(tape, windows.Inputs(tape, rows.AsSpan(0, count))); // [N, C]
            loss += SquaredError.Forward(tape, predictions, targets.AsSpan(0, count * model.Channels.Count));
        }
        return loss;
    }

    /// <summary>Fails where there is no row to predict.</summary>
    internal static void RequireRow(
        TimeSeriesModel model, TimeSeries series, int firstRow, string parameter, int horizon = 1)
    {
        model.RequireChannelsOf(series, parameter);
        ArgumentOutOfRangeException.ThrowIfNegative(firstRow);
        var first = Math.Max(firstRow, model.Options.Window + (long)horizon - 1);
        if (first >= series.Count)
        {
            throw new ArgumentException(
                $"The series has {series.Count} rows, but the first that is predicted {horizon} ahead is row {first}; "
                + "give a longer series or begin earlier.",
                parameter);
        }
    }
}
