using System.Diagnostics;

namespace NativeRnn;

/// <summary>Trains a language model by truncated backpropagation through time.</summary>
/// <remarks>
/// With sequential windows the recurrent state is carried from window to window and its gradient is cut between
/// them; with random windows each batch starts from zeros. After the first steps, a step allocates nothing.
/// </remarks>
public sealed partial class LanguageModelTrainer : IDisposable
{
    private readonly ReadOnlyMemory<int> _tokens;
    private readonly WindowSampler _sampler;
    private readonly Tape _tape;
    private readonly Optimizer _optimizer;
    private readonly LearningRateSchedule _schedule;
    private readonly RecurrentState _state;
    private readonly RandomSource _random;
    private readonly int[] _inputs; // [T, N]
    private readonly int[] _targets; // [T, N]
    private Loss _epochLoss;
    private bool _inEpoch; // from an epoch's first step until it is closed

    /// <summary>A trainer at the beginning of its run.</summary>
    /// <param name="model">Trained in place.</param>
    /// <param name="tokens">The text, as ids of the model's vocabulary; not copied, must stay as they are.</param>
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
        _tokens = Cut(tokens, options);
        _sampler = new WindowSampler(_tokens, options.Windows);
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

    /// <summary>The lowest validation loss so far; null where nothing was measured.</summary>
    public BestValidation? BestValidation { get; private set; }

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
    public bool IsFinished =>
        EpochsDone + (IsEpochComplete ? 1 : 0) >= Options.Epochs || StepsDone >= Options.MaxSteps;

    /// <summary>About how many bytes <see cref="Save"/> writes.</summary>
    public long SavedBytes
    {
        get
        {
            const int HeaderBytes = 1 << 16;
            var moments = (_optimizer.FirstMoment.IsEmpty ? 0 : 1) + (_optimizer.SecondMoment.IsEmpty ? 0 : 1);
            return HeaderBytes + (Model.Parameters.Count * (1 + moments) + _state.All.Shape.Count) * sizeof(float);
        }
    }

    // All its steps are taken; it is not closed yet, so that its validation may be pending.
    private bool IsEpochComplete => _inEpoch && _sampler.Position == _sampler.BatchesPerEpoch;

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
        do
        {
            var watch = Stopwatch.StartNew();
            var tokensBefore = _epochLoss.Count;
            while (!IsFinished && !IsEpochComplete)
            {
                cancellation.ThrowIfCancellationRequested();
                var step = Step();
                steps?.Report(step);
            }
            if (_inEpoch)
            {
                var duration = watch.Elapsed;
                var epoch = FinishEpoch(validation, cancellation);
                epochs?.Report(epoch with { Duration = duration, TimedTokens = epoch.Loss.Count - tokensBefore });
            }
        }
        while (!IsFinished);
    }

    /// <summary>Takes one optimizer step, on the next batch of windows; after an epoch's last batch it begins the next.</summary>
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
        return new TrainingStep(
            StepsDone, EpochsDone + 1, _sampler.Position, _sampler.BatchesPerEpoch, loss.Mean, norm, rate, loss.Count);
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
        if (IsEpochComplete)
        {
            CloseEpoch(null);
        }
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

    // A step limit may end the run within an epoch, which then stays open: with a higher limit it goes on.
    private EpochResult FinishEpoch(ReadOnlyMemory<int> validation, CancellationToken cancellation)
    {
        Loss? measured = validation.IsEmpty
            ? null
            : LanguageModelEvaluator.Evaluate(Model, validation, cancellation: cancellation);
        var result = new EpochResult
        {
            Epoch = EpochsDone + 1,
            Loss = _epochLoss,
            Duration = default,
            Validation = measured,
            IsBest = measured is { } loss && !(loss.Mean >= BestValidation?.Loss),
        };
        if (result.IsBest)
        {
            BestValidation = new BestValidation(measured!.Value.Mean, result.Epoch, StepsDone);
        }
        if (IsEpochComplete)
        {
            CloseEpoch(measured);
        }
        return result;
    }

    private void CloseEpoch(Loss? validation)
    {
        _schedule.Observe((validation ?? _epochLoss).Mean);
        EpochsDone++;
        _epochLoss = default;
        _inEpoch = false;
    }
}
