using System.Diagnostics;

namespace NativeRnn;

/// <summary>Trains a language model by truncated backpropagation through time.</summary>
/// <remarks>
/// With sequential windows the recurrent state is carried from window to window and its gradient is cut between
/// them; with random windows each batch starts from zeros. After the first steps, a step allocates nothing.
/// </remarks>
public sealed class LanguageModelTrainer : IDisposable
{
    private readonly WindowSampler _sampler;
    private readonly Tape _tape;
    private readonly Optimizer _optimizer;
    private readonly LearningRateSchedule _schedule;
    private readonly RecurrentState _state;
    private readonly RandomSource _random;
    private readonly int[] _inputs; // [T, N]
    private readonly int[] _targets; // [T, N]
    private Loss _epochLoss;
    private bool _inEpoch;

    /// <summary>A trainer at the beginning of its run.</summary>
    /// <param name="model">Trained in place.</param>
    /// <param name="tokens">The text, as ids of the model's vocabulary.</param>
    /// <param name="options">How to train.</param>
    /// <param name="random">Draws offsets, orders and dropout masks; seed 0 where none is given.</param>
    /// <exception cref="InvalidDataException">The text is shorter than one batch of windows; the message says what to lower.</exception>
    public LanguageModelTrainer(
        LanguageModel model, ReadOnlyMemory<int> tokens, TrainingOptions options, RandomSource? random = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(options);
        Model = model;
        Options = options;
        _random = random ?? new RandomSource(0);
        _sampler = new WindowSampler(tokens, options.Windows);
        _inputs = new int[options.Windows.Steps * options.Windows.Batch];
        _targets = new int[_inputs.Length];
        _tape = new Tape(model.Engine);
        _optimizer = new Optimizer(model.Parameters, options.Optimizer);
        _schedule = new LearningRateSchedule(options.Schedule, options.Optimizer.LearningRate, TotalSteps);
        _state = model.CreateState(options.Windows.Batch);
    }

    /// <summary>The model that is trained.</summary>
    public LanguageModel Model { get; }

    /// <summary>How it is trained.</summary>
    public TrainingOptions Options { get; }

    /// <summary>Whole epochs done.</summary>
    public int EpochsDone { get; private set; }

    /// <summary>Optimizer steps taken.</summary>
    public long StepsDone => _optimizer.Steps;

    /// <summary>Optimizer steps of the whole run.</summary>
    public long TotalSteps
    {
        get
        {
            var all = (long)Options.Epochs * Math.Max(1, _sampler.BatchesPerEpoch);
            return Options.MaxSteps is { } limit ? Math.Min(limit, all) : all;
        }
    }

    /// <summary>Whether all epochs or the step limit are done.</summary>
    public bool IsFinished => EpochsDone >= Options.Epochs || StepsDone >= Options.MaxSteps;

    /// <summary>Trains to the end.</summary>
    /// <param name="validation">A text to measure after each epoch, as ids of the model's vocabulary; empty for none.</param>
    /// <param name="epochs">Told of each epoch when it is done.</param>
    /// <param name="steps">Told of each step.</param>
    /// <param name="cancellation">Stops between two steps; the model is whole and may be saved.</param>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    /// <exception cref="TrainingDivergedException">The loss is no longer a number.</exception>
    public void Fit(
        ReadOnlyMemory<int> validation = default,
        IProgress<EpochResult>? epochs = null,
        IProgress<TrainingStep>? steps = null,
        CancellationToken cancellation = default)
    {
        while (!IsFinished)
        {
            var watch = Stopwatch.StartNew();
            do
            {
                cancellation.ThrowIfCancellationRequested();
                var step = Step();
                steps?.Report(step);
            }
            while (_inEpoch && !IsFinished);
            var epoch = FinishEpoch(watch.Elapsed, validation, cancellation);
            epochs?.Report(epoch);
        }
    }

    /// <summary>Takes one optimizer step, on the next batch of windows.</summary>
    /// <exception cref="TrainingDivergedException">The loss is no longer a number.</exception>
    public TrainingStep Step()
    {
        NextBatch();
        var rate = _schedule.RateAt(EpochsDone, StepsDone);
        var loss = ForwardBackward();
        var norm = _optimizer.GradientNorm(_tape);
        if (!double.IsFinite(loss.Total) || !double.IsFinite(norm))
        {
            throw new TrainingDivergedException(StepsDone + 1);
        }
        var scale = Options.Clip > 0 && norm > Options.Clip ? Options.Clip / norm : 1;
        _optimizer.Step(_tape, rate, scale);
        _state.Advance();
        _epochLoss += loss;
        var result = new TrainingStep(
            StepsDone, EpochsDone + 1, _sampler.Position, _sampler.BatchesPerEpoch, loss.Mean, norm, rate, loss.Count);
        if (_sampler.Position == _sampler.BatchesPerEpoch)
        {
            _inEpoch = false;
        }
        return result;
    }

    /// <summary>Gives the memory of the run back; the model stays.</summary>
    public void Dispose()
    {
        _tape.Dispose();
        _optimizer.Dispose();
        _state.Dispose();
    }

    private void NextBatch()
    {
        if (!_inEpoch)
        {
            _sampler.BeginEpoch(_random);
            _epochLoss = default;
            _inEpoch = true;
        }
        if (!_sampler.TryNext(_inputs, _targets, out var continues))
        {
            throw new InvalidOperationException("An epoch ended before its last batch.");
        }
        if (!continues)
        {
            _state.Clear();
        }
    }

    private Loss ForwardBackward()
    {
        _tape.Reset();
        var logits = Model.Forward(
            _tape, _inputs, Options.Windows.Steps, Options.Windows.Batch, _state, _random); // [T*N, V]
        var loss = CrossEntropy.Forward(_tape, logits, _targets);
        _tape.Backward();
        return loss;
    }

    private EpochResult FinishEpoch(TimeSpan duration, ReadOnlyMemory<int> validation, CancellationToken cancellation)
    {
        EpochsDone++;
        Loss? measured = validation.IsEmpty
            ? null
            : LanguageModelEvaluator.Evaluate(Model, validation, cancellation: cancellation);
        _schedule.Observe(measured?.Mean ?? _epochLoss.Mean);
        return new EpochResult { Epoch = EpochsDone, Loss = _epochLoss, Duration = duration, Validation = measured };
    }
}
