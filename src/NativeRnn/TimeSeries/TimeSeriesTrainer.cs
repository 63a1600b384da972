using NativeRnn.Checkpoints.Proto;

namespace NativeRnn;

/// <summary>Trains a time-series model to predict each row from the window before it.</summary>
/// <remarks>The loss of a batch is the mean of (ŷ − y)² over its rows and channels, both normalised.</remarks>
public sealed class TimeSeriesTrainer : Trainer
{
    private readonly TimeSeries _series;
    private readonly SeriesWindows _windows;
    private readonly SeriesWindowSampler _sampler;
    private readonly int[] _rows;
    private readonly float[] _targets; // [N, C]
    private int _count; // of the batch's rows

    /// <summary>A trainer at the beginning of its run.</summary>
    /// <param name="model">Trained in place.</param>
    /// <param name="series">With as many channels as the model.</param>
    /// <param name="options">How to train.</param>
    /// <param name="random">Draws orders; seed 0 where none is given.</param>
    /// <exception cref="ArgumentException">The series has another number of channels than the model.</exception>
    /// <exception cref="InvalidDataException">The series has no row with a window before it.</exception>
    public TimeSeriesTrainer(
        TimeSeriesModel model, TimeSeries series, TimeSeriesTrainingOptions options, RandomSource? random = null)
        : this(
            Required(model),
            Cut(series, options),
            options,
            random,
            new SeriesWindowSampler(Cut(series, options).Count, model.Options.Window, options.Batch))
    {
    }

    private TimeSeriesTrainer(
        TimeSeriesModel model,
        TimeSeries series,
        TimeSeriesTrainingOptions options,
        RandomSource? random,
        SeriesWindowSampler sampler)
        : base(model.Parameters, sampler, options, random)
    {
        Model = model;
        Options = options;
        _series = series;
        _sampler = sampler;
        _windows = new SeriesWindows(model, series);
        _rows = new int[Math.Min(options.Batch, series.Count)];
        _targets = new float[checked(_rows.Length * model.Channels.Count)];
    }

    /// <summary>The model that is trained.</summary>
    public TimeSeriesModel Model { get; }

    /// <summary>How it is trained.</summary>
    public TimeSeriesTrainingOptions Options { get; }

    /// <inheritdoc/>
    public override LossKind LossKind => LossKind.SquaredError;

    /// <summary>Goes on with a run exactly where it was saved, as if it had not stopped.</summary>
    /// <remarks>
    /// With the same series, number of threads and kind of processor, everything that follows is the same bit for bit.
    /// The trainer has a model of its own in <see cref="Model"/>.
    /// </remarks>
    /// <param name="path">A file that <see cref="Trainer.Save"/> wrote.</param>
    /// <param name="series">What the run began with.</param>
    /// <param name="changes">What is different from now on; nothing by default.</param>
    /// <param name="engine">Where it computes; where none is given, the default kind with as many threads as before.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="CheckpointException">
    /// The file is foreign, newer, truncated or corrupted, or holds a model without its training.
    /// </exception>
    /// <exception cref="InvalidDataException">The series is not the one that the run began with.</exception>
    public static TimeSeriesTrainer Resume(
        string path, TimeSeries series, ResumeOptions? changes = null, Engine? engine = null)
    {
        ArgumentNullException.ThrowIfNull(series);
        using var reader = CheckpointReader.Open(path);
        return TimeSeriesCheckpoint.Resume(reader, path, series, changes ?? new ResumeOptions(), engine);
    }

    /// <summary>Trains to the end.</summary>
    /// <param name="validation">A series to measure after each epoch; null for none.</param>
    /// <param name="firstRow">The first of its rows that is to be predicted; those before it are only read.</param>
    /// <param name="epochs">Told of each epoch when it is done.</param>
    /// <param name="steps">Told of each step.</param>
    /// <param name="cancellation">Stops between two steps; the model is whole and may be saved.</param>
    /// <exception cref="ArgumentException">The validation has no row to predict, or other channels than the model.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    /// <exception cref="TrainingDivergedException">The loss is no longer a number.</exception>
    public void Fit(
        TimeSeries? validation = null,
        int firstRow = 0,
        IProgress<EpochResult>? epochs = null,
        IProgress<TrainingStep>? steps = null,
        CancellationToken cancellation = default)
    {
        if (validation is not null)
        {
            SeriesEvaluator.RequireRow(Model, validation, firstRow, nameof(validation));
        }
        Run(
            validation is null
                ? null
                : () => new ValidationResult(
                    SeriesEvaluator.MeasureLoss(Model, validation, firstRow, Inference, cancellation)),
            epochs,
            steps,
            cancellation);
    }

    /// <summary>The rows that a run trains on.</summary>
    internal static TimeSeries Cut(TimeSeries series, TimeSeriesTrainingOptions options)
    {
        ArgumentNullException.ThrowIfNull(series);
        ArgumentNullException.ThrowIfNull(options);
        return options.MaxRows < series.Count ? series.Slice(0, options.MaxRows.Value) : series;
    }

    private protected override bool TryNextBatch()
    {
        if (!_sampler.TryNext(out var rows))
        {
            return false;
        }
        rows.CopyTo(_rows);
        _count = rows.Length;
        return true;
    }

    private protected override bool HasRows => _count > 0;

    private protected override Loss Compute(Tape tape, RandomSource random)
    {
        ReadOnlySpan<int> rows = _rows.AsSpan(0, _count);
        var targets = _targets.AsSpan(0, _count * Model.Channels.Count);
        _windows.CopyTargets(rows, targets);
        var predictions = Model.Network.Forward(tape, _windows.Inputs(tape, rows)); // [N, C]
        return SquaredError.Forward(tape, predictions, targets);
    }

    private protected override void Write(string path, TrainingSnapshot snapshot) =>
        TimeSeriesCheckpoint.Save(path, Model, snapshot);

    private protected override DataFingerprint FingerprintOfData() => _series.Fingerprint();

    private static TimeSeriesModel Required(TimeSeriesModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        return model;
    }
}
