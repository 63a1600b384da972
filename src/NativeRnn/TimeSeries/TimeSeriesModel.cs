namespace NativeRnn;

/// <summary>Predicts the next row of a time series from the τ rows before it, and further ones from its own predictions.</summary>
/// <remarks>
/// A loaded or trained model may be used from many threads at once; while it trains, by its trainer alone. Disposing it is
/// optional. Source: Dive into Deep Learning, edition 0.17, section 8.1.
/// </remarks>
public sealed class TimeSeriesModel : IDisposable
{
    /// <summary>A model with parameters drawn anew.</summary>
    /// <param name="options">What it is made of.</param>
    /// <param name="training">What it will be trained on: its channels' names, means and deviations become the model's.</param>
    /// <param name="random">Draws the parameters; seed 0 where none is given.</param>
    /// <param name="initializer">The rule; Xavier uniform where none is given.</param>
    /// <param name="engine">Where it computes; all cores of the CPU where none is given.</param>
    public TimeSeriesModel(
        TimeSeriesModelOptions options,
        TimeSeries training,
        RandomSource? random = null,
        Initializer? initializer = null,
        Engine? engine = null)
        : this(options, SeriesChannel.Of(training), engine ?? Engine.Default)
    {
        Parameters.Allocate();
        Parameters.Initialize(initializer ?? Initializer.XavierUniform, random ?? new RandomSource(0));
    }

    private TimeSeriesModel(TimeSeriesModelOptions options, IReadOnlyList<SeriesChannel> channels, Engine engine)
    {
        ArgumentNullException.ThrowIfNull(options);
        Options = options;
        Channels = channels;
        Engine = engine;
        Parameters = new ParameterStore(engine);
        Network = SeriesNetwork.Create(Parameters, options, channels.Count);
    }

    /// <summary>What it is made of.</summary>
    public TimeSeriesModelOptions Options { get; }

    /// <summary>The channels that it reads and predicts, with the means and deviations that normalise them.</summary>
    public IReadOnlyList<SeriesChannel> Channels { get; }

    /// <summary>Where it computes.</summary>
    public Engine Engine { get; }

    /// <summary>Its parameters, in one flat buffer; they act on normalised numbers.</summary>
    public ParameterStore Parameters { get; }

    internal SeriesNetwork Network { get; }

    /// <summary>Loads a model from a checkpoint.</summary>
    /// <param name="path">A file that <see cref="Save(string)"/> or a trainer wrote.</param>
    /// <param name="engine">Where it computes; all cores of the CPU where none is given.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="CheckpointException">The file is foreign, newer, truncated or corrupted; the message says which.</exception>
    public static TimeSeriesModel Load(string path, Engine? engine = null) =>
        TimeSeriesCheckpoint.LoadModel(path, engine ?? Engine.Default);

    /// <summary>Saves the model: to a temporary file first, so that a failure leaves an earlier file as it was.</summary>
    /// <param name="path">Its folder must exist.</param>
    /// <exception cref="DirectoryNotFoundException">The folder does not exist.</exception>
    /// <exception cref="IOException">The disk is full or failed.</exception>
    public void Save(string path) => TimeSeriesCheckpoint.Save(path, this, training: null);

    /// <summary>Predicts the row behind a history.</summary>
    /// <param name="history">[T, C], row-major, T ≥ τ; only the last τ rows are read.</param>
    /// <returns>C numbers.</returns>
    /// <exception cref="ArgumentException">The history is no whole number of rows, or shorter than τ.</exception>
    public double[] PredictNext(ReadOnlySpan<double> history) => Forecast(history, 1);

    /// <summary>Predicts the rows behind a history, each but the first from windows that hold predictions too.</summary>
    /// <param name="history">[T, C], row-major, T ≥ τ; only the last τ rows are read.</param>
    /// <param name="steps">K, at least 1.</param>
    /// <param name="cancellation">Stops between two steps.</param>
    /// <returns>[K, C], row-major.</returns>
    /// <exception cref="ArgumentException">The history is no whole number of rows, or shorter than τ.</exception>
    /// <exception cref="InvalidDataException">The predictions grow beyond all bounds.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public double[] Forecast(ReadOnlySpan<double> history, int steps, CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(steps);
        var window = LastWindow(history);
        using var rollout = new SeriesRollout(this, batch: 1, steps, InferenceOptions.Default);
        rollout.Begin(0, Normalize(window));
        rollout.Run(1, cancellation);
        var forecast = new double[checked(steps * Channels.Count)];
        for (var step = 0; step < steps; step++)
        {
            Restore(rollout.Prediction(0, step + 1), forecast.AsSpan(step * Channels.Count, Channels.Count));
        }
        var odd = Array.FindIndex(forecast, value => !double.IsFinite(value));
        return odd < 0
            ? forecast
            : throw new InvalidDataException(
                $"The predictions grow beyond all bounds within {1 + (odd / Channels.Count)} steps; predict fewer, or train the model longer.");
    }

    /// <summary>Predicts the rows behind a series.</summary>
    /// <param name="history">With as many channels as the model and at least τ rows.</param>
    /// <param name="steps">K, at least 1.</param>
    /// <param name="cancellation">Stops between two steps.</param>
    /// <returns>K rows; the first is that behind the history's last.</returns>
    /// <exception cref="ArgumentException">The history is shorter than τ or has another number of channels.</exception>
    /// <exception cref="InvalidDataException">The predictions grow beyond all bounds.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public TimeSeries Forecast(TimeSeries history, int steps, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(history);
        RequireChannelsOf(history, nameof(history));
        return new TimeSeries(Forecast(history.Values, steps, cancellation), history.Channels);
    }

    /// <summary>Gives the memory back; the garbage collector does too.</summary>
    public void Dispose() => Parameters.Dispose();

    /// <summary>A model with parameters of zero, for a loader to fill; nothing is allocated before <paramref name="check"/> has passed.</summary>
    internal static TimeSeriesModel ForLoading(
        TimeSeriesModelOptions options, IReadOnlyList<SeriesChannel> channels, Engine engine, Action<ParameterStore> check)
    {
        var model = new TimeSeriesModel(options, channels, engine);
        check(model.Parameters);
        model.Parameters.Allocate();
        return model;
    }

    internal void RequireChannelsOf(TimeSeries series, string parameter)
    {
        if (series.Channels.Count != Channels.Count)
        {
            throw new ArgumentException(
                $"The model reads {Channels.Count} channels ({string.Join(", ", Channels.Select(channel => channel.Name))}), "
                + $"but the series has {series.Channels.Count}.",
                parameter);
        }
    }

    /// <summary>Rows as the network reads them.</summary>
    internal float[] Normalize(ReadOnlySpan<double> values)
    {
        var normalized = new float[values.Length];
        for (var i = 0; i < values.Length; i++)
        {
            normalized[i] = Channels[i % Channels.Count].Normalize(values[i]);
        }
        return normalized;
    }

    /// <summary>A row in the series' own units.</summary>
    internal void Restore(ReadOnlySpan<float> normalized, Span<double> values)
    {
        for (var channel = 0; channel < normalized.Length; channel++)
        {
            values[channel] = Channels[channel].Restore(normalized[channel]);
        }
    }

    private ReadOnlySpan<double> LastWindow(ReadOnlySpan<double> history)
    {
        if (history.Length % Channels.Count != 0)
        {
            throw new ArgumentException(
                $"{history.Length} numbers do not make rows of {Channels.Count} channels.", nameof(history));
        }
        return history.Length / Channels.Count >= Options.Window
            ? history[^(Options.Window * Channels.Count)..]
            : throw new ArgumentException(
                $"The model reads the last {Options.Window} rows, but there are {history.Length / Channels.Count}; give a longer history.",
                nameof(history));
    }
}
