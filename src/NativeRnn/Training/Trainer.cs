using System.Diagnostics;

namespace NativeRnn;

/// <summary>A training run: batches, losses, clipping, optimizer, epochs, validation and early stopping.</summary>
/// <remarks>
/// A step is: next batch, forward, backward, ‖g‖₂, clip, update. After the first steps, a step allocates nothing.
/// What a batch is and how it is computed is up to the kind of model.
/// </remarks>
public abstract partial class Trainer : IDisposable
{
    private readonly ParameterStore _parameters;
    private readonly IBatchSampler _sampler;
    private readonly Tape _tape;
    private readonly Optimizer _optimizer;
    private readonly LearningRateSchedule _schedule;
    private readonly RandomSource _random;
    private readonly double _batchesPerStep;
    private Loss _epochLoss;
    private bool _inEpoch; // from an epoch's first step until it is closed
    private int _stepsInEpoch;
    private bool _isLastBatch; // of a step
    private DataParallel? _parallel; // null: this process trains alone

    private protected Trainer(
        ParameterStore parameters,
        IBatchSampler sampler,
        TrainingOptions options,
        RandomSource? random,
        double batchesPerStep = 1)
    {
        _parameters = parameters;
        _sampler = sampler;
        _batchesPerStep = batchesPerStep * options.Accumulation;
        Settings = options;
        _random = random ?? new RandomSource(0);
        _tape = new Tape(parameters.Engine, isTraining: true, options.Precision)
        {
            SumsLosses = options.Accumulation > 1,
            ReusesLogits = true,
        };
        _optimizer = new Optimizer(parameters, options.Optimizer);
        _schedule = new LearningRateSchedule(options.Schedule, options.Optimizer.LearningRate, TotalSteps);
    }

    /// <summary>Where it computes.</summary>
    public Engine Engine => _parameters.Engine;

    /// <summary>What its losses are sums of.</summary>
    public virtual LossKind LossKind => LossKind.CrossEntropy;

    /// <summary>Whole epochs done.</summary>
    public int EpochsDone { get; private set; }

    /// <summary>Optimizer steps taken.</summary>
    public long StepsDone => _optimizer.Steps;

    /// <summary>The best validation so far; null where nothing was measured.</summary>
    public BestValidation? BestValidation { get; private set; }

    /// <summary>Optimizer steps of the whole run, unless it stops early; with windows of random length, about so many.</summary>
    public long TotalSteps
    {
        get
        {
            var all = (long)Settings.Epochs * Math.Max(1, StepsFor(_sampler.BatchesPerEpoch));
            return Settings.MaxSteps is { } limit ? Math.Min(limit, all) : all;
        }
    }

    /// <summary>Whether all epochs or the step limit are done, or validation has stopped getting better.</summary>
    public bool IsFinished =>
        EpochsDone + (IsEpochComplete ? 1 : 0) >= Settings.Epochs || StepsDone >= Settings.MaxSteps || HasStoppedEarly;

    /// <summary>Whether <see cref="TrainingOptions.Patience"/> is exhausted.</summary>
    public bool HasStoppedEarly => BestValidation is { } best && EpochsDone - best.Epoch >= Settings.Patience;

    /// <summary>η of the next step.</summary>
    public double LearningRate => _schedule.RateAt(EpochsDone, StepsDone);

    /// <summary>About how many bytes <see cref="Save"/> writes.</summary>
    public long SavedBytes
    {
        get
        {
            const int HeaderBytes = 1 << 16;
            var moments = (_optimizer.FirstMoment.IsEmpty ? 0 : 1) + (_optimizer.SecondMoment.IsEmpty ? 0 : 1);
            return HeaderBytes + (_parameters.Count * (1 + moments) + CarriedState.Shape.Count) * sizeof(float);
        }
    }

    /// <summary>How it trains.</summary>
    internal TrainingOptions Settings { get; }

    /// <summary>How the model computes when it is measured or shown meanwhile: as in training.</summary>
    internal InferenceOptions Inference => new() { Precision = Settings.Precision };

    /// <summary>The recurrent state that goes from step to step; empty where none does.</summary>
    private protected virtual Tensor CarriedState => default;

    /// <summary>The generator that stands at the same place on all ranks.</summary>
    private protected RandomSource SharedRandom => _random;

    /// <summary>Whether the batch has rows for this process; where ranks share few rows, one may get none.</summary>
    private protected virtual bool HasRows => true;

    // All its steps are taken; it is not closed yet, so that its validation may be pending.
    private bool IsEpochComplete => _inEpoch && _sampler.Position == _sampler.BatchesPerEpoch;

    /// <summary>Takes one optimizer step, on the next batch; after an epoch's last batch it begins the next.</summary>
    /// <exception cref="TrainingDivergedException">The loss is no longer a number.</exception>
    public TrainingStep Step()
    {
        var began = Stopwatch.GetTimestamp();
        BeginStep();
        var rate = LearningRate;
        var loss = DifferentiateBatches();
        if (_parallel is not null)
        {
            loss = _parallel.Reduce(_parameters.Gradients, loss);
        }
        var toMean = GradientScale(loss);
        var norm = _optimizer.GradientNorm(_tape) * toMean;
        if (!double.IsFinite(loss.Total) || !double.IsFinite(norm))
        {
            throw new TrainingDivergedException(StepsDone + 1);
        }
        var scale = Settings.Clip > 0 && norm > Settings.Clip ? Settings.Clip / norm : 1;
        _optimizer.Step(_tape, rate, scale * toMean);
        _epochLoss += loss;
        _stepsInEpoch++;
        Telemetry.CountStep(began);
        var steps = _stepsInEpoch + StepsFor(_sampler.BatchesPerEpoch - _sampler.Position);
        return new TrainingStep(StepsDone, EpochsDone + 1, _stepsInEpoch, steps, loss.Mean, norm, rate, loss.Count);
    }

    /// <summary>Gives the memory of the run back; the model stays.</summary>
    public virtual void Dispose()
    {
        _tape.Dispose();
        _optimizer.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>Trains to the end.</summary>
    /// <param name="validate">Measures the model after each epoch; null for not.</param>
    /// <param name="epochs">Told of each epoch when it is done.</param>
    /// <param name="steps">Told of each step.</param>
    /// <param name="cancellation">Stops between two steps.</param>
    private protected void Run(
        Func<ValidationResult>? validate,
        IProgress<EpochResult>? epochs,
        IProgress<TrainingStep>? steps,
        CancellationToken cancellation)
    {
        do
        {
            using var activity = Telemetry.Begin("train epoch")?.SetTag("nativernn.epoch", EpochsDone + 1);
            var watch = Stopwatch.StartNew();
            var tokensBefore = _epochLoss.Count;
            while (!IsFinished && !IsEpochComplete)
            {
                ThrowIfStopped(cancellation);
                var step = Step();
                steps?.Report(step);
            }
            if (_inEpoch)
            {
                var duration = watch.Elapsed;
                var epoch = FinishEpoch(Measure(validate));
                epochs?.Report(epoch with { Duration = duration, TimedTokens = epoch.Loss.Count - tokensBefore });
            }
        }
        while (!IsFinished);
    }

    /// <summary>Takes this process's rows of the next batch of the epoch from the sampler.</summary>
    /// <returns>False at the epoch's end.</returns>
    private protected abstract bool TryNextBatch();

    /// <summary>Runs the batch forward and computes its loss and the loss's gradient.</summary>
    private protected abstract Loss Compute(Tape tape, RandomSource random);

    /// <summary>Computes the loss of what follows in the epoch and adds its gradients to the parameters'.</summary>
    private protected virtual Loss Differentiate(Tape tape, RandomSource random)
    {
        tape.Reset();
        var loss = Compute(tape, random);
        if (!_isLastBatch || _parallel?.TryBackward(tape, _parameters.Gradients) != true)
        {
            tape.Backward();
        }
        return loss;
    }

    /// <summary>What makes the step's gradients those of a mean loss.</summary>
    /// <param name="loss">Of all batches of the step, on all ranks.</param>
    private protected virtual double GradientScale(Loss loss) => SumsLosses ? 1.0 / Math.Max(1, loss.Count) : 1;

    /// <summary>Whether gradients are those of summed losses.</summary>
    private protected bool SumsLosses => _tape.SumsLosses;

    /// <summary>Behind each batch.</summary>
    private protected virtual void EndBatch()
    {
    }

    /// <summary>From now on a batch has fewer rows.</summary>
    /// <exception cref="ArgumentException">There are too few rows for so many ranks.</exception>
    private protected virtual void ShareRows(RowShare share)
    {
    }

    /// <summary>Whether a validation is better than the best so far.</summary>
    private protected virtual bool IsBetter(ValidationResult result, BestValidation best) => result.Loss.Mean < best.Loss;

    /// <summary>What an epoch's result says beyond the common.</summary>
    private protected virtual EpochResult Complete(EpochResult result) => result;

    private void BeginStep()
    {
        if (IsEpochComplete)
        {
            CloseEpoch(null);
        }
        if (!_inEpoch)
        {
            _sampler.BeginEpoch(_random);
            _epochLoss = default;
            _stepsInEpoch = 0;
            _inEpoch = true;
        }
    }

    private Loss DifferentiateBatches()
    {
        var masks = _parallel?.MasksAt(StepsDone) ?? _random;
        var loss = default(Loss);
        for (var batch = 0; batch < Settings.Accumulation && !IsEpochComplete; batch++)
        {
            if (!TryNextBatch())
            {
                throw new InvalidOperationException("An epoch ended before its last batch.");
            }
            _isLastBatch = batch + 1 == Settings.Accumulation || IsEpochComplete;
            if (HasRows)
            {
                loss += Differentiate(_tape, masks);
                EndBatch();
            }
            else if (_isLastBatch)
            {
                _parallel!.TryBackward(tape: null, _parameters.Gradients);
            }
        }
        return loss;
    }

    private int StepsFor(int batches) => (int)Math.Ceiling(batches / _batchesPerStep);

    // A step limit may end the run within an epoch, which then stays open: with a higher limit it goes on.
    private EpochResult FinishEpoch(ValidationResult? measured)
    {
        var result = Complete(new EpochResult
        {
            Epoch = EpochsDone + 1,
            Loss = _epochLoss,
            Duration = default,
            Validation = measured?.Loss,
            ValidationBleu = measured?.Bleu,
            ValidationScores = measured?.Labels,
            IsBest = measured is { } now && (BestValidation is not { } best || IsBetter(now, best)),
        });
        if (result.IsBest && IsEpochComplete) // else a run that goes on would remember what an uninterrupted one never saw
        {
            BestValidation = new BestValidation(
                measured!.Value.Loss.Mean, result.Epoch, StepsDone, measured.Value.Bleu);
        }
        if (IsEpochComplete)
        {
            CloseEpoch(measured?.Loss);
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
