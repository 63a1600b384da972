using NativeRnn.Checkpoints.Proto;

namespace NativeRnn;

/// <summary>Trains a language model by backpropagation through time, truncated or full.</summary>
/// <remarks>
/// With sequential windows the recurrent state is carried from window to window, and its gradient is cut where
/// <see cref="LanguageModelTrainingOptions.Backpropagation"/> says: between them by default; with random windows each
/// batch starts from zeros.
/// </remarks>
public sealed class LanguageModelTrainer : Trainer
{
    private readonly ReadOnlyMemory<int> _tokens;
    private readonly WindowSampler _sampler;
    private readonly SegmentedWindows? _segmented; // null: a window is one segment
    private RecurrentState _state; // of this process's rows
    private RecurrentState? _allRows; // rank 0's, for saving
    private int[] _inputs; // [T, N]
    private int[] _targets; // [T, N]

    /// <summary>A trainer at the beginning of its run.</summary>
    /// <param name="model">Trained in place.</param>
    /// <param name="tokens">The text, as ids of the model's vocabulary; not copied, must stay as they are.</param>
    /// <param name="options">How to train.</param>
    /// <param name="random">Draws offsets, orders and dropout masks; seed 0 where none is given.</param>
    /// <exception cref="ArgumentException">Full or random truncation without sequential sampling.</exception>
    /// <exception cref="InvalidDataException">The text is shorter than one batch of windows; the message says what to lower.</exception>
    public LanguageModelTrainer(
        LanguageModel model,
        ReadOnlyMemory<int> tokens,
        LanguageModelTrainingOptions options,
        RandomSource? random = null)
        : this(Required(model), Cut(tokens, options), options, random, new WindowSampler(Cut(tokens, options), options.Windows))
    {
    }

    private LanguageModelTrainer(
        LanguageModel model,
        ReadOnlyMemory<int> tokens,
        LanguageModelTrainingOptions options,
        RandomSource? random,
        WindowSampler sampler)
        : base(model.Parameters, sampler, options, random, options.Backpropagation.SegmentsPerStep)
    {
        options.Backpropagation.RequireFit(options.Windows);
        RequireOneWindow(options);
        Model = model;
        Options = options;
        _tokens = tokens;
        _sampler = sampler;
        _inputs = new int[options.Windows.Steps * options.Windows.Batch];
        _targets = new int[_inputs.Length];
        _state = model.CreateState(options.Windows.Batch);
        _segmented = options.Backpropagation.Truncation == Truncation.Carried
            ? null
            : new SegmentedWindows(model, sampler, options.Backpropagation);
    }

    /// <summary>The model that is trained.</summary>
    public LanguageModel Model { get; }

    /// <summary>How it is trained.</summary>
    public LanguageModelTrainingOptions Options { get; }

    private protected override Tensor CarriedState =>
        !CarriesState(Options, isWithinEpoch: true) ? default
        : Ranks is null ? _state.All
        : GatherState(Ranks);

    /// <summary>Goes on with a run exactly where it was saved, as if it had not stopped.</summary>
    /// <remarks>
    /// With the same text, number of threads and kind of processor, everything that follows is the same bit for bit.
    /// The trainer has a model of its own in <see cref="Model"/>.
    /// </remarks>
    /// <param name="path">A file that <see cref="Trainer.Save"/> wrote.</param>
    /// <param name="tokens">The text that the run began with, as ids of the saved model's vocabulary.</param>
    /// <param name="changes">What is different from now on; nothing by default.</param>
    /// <param name="engine">Where it computes; where none is given, the default kind with as many threads as before.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="CheckpointException">
    /// The file is foreign, newer, truncated or corrupted, or holds a model without its training.
    /// </exception>
    /// <exception cref="InvalidDataException">The text is not the one that the run began with.</exception>
    public static LanguageModelTrainer Resume(
        string path, ReadOnlyMemory<int> tokens, ResumeOptions? changes = null, Engine? engine = null)
    {
        using var reader = CheckpointReader.Open(path);
        return LanguageModelCheckpoint.Resume(reader, path, tokens, changes ?? new ResumeOptions(), engine);
    }

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
        CancellationToken cancellation = default) =>
        Run(
            validation.IsEmpty
                ? null
                : () => new ValidationResult(
                    LanguageModelEvaluator.Evaluate(
                        Model, validation, inference: Inference, ranks: Ranks, cancellation: cancellation)),
            epochs,
            steps,
            cancellation);

    /// <inheritdoc/>
    public override void Dispose()
    {
        base.Dispose();
        _segmented?.Dispose();
        _state.Dispose();
        _allRows?.Dispose();
    }

    /// <summary>Whether the next step begins with the state that the last one left.</summary>
    internal static bool CarriesState(LanguageModelTrainingOptions options, bool isWithinEpoch) =>
        isWithinEpoch && options.Windows.Sampling == Sampling.Sequential;

    /// <summary>The tokens that a run trains on.</summary>
    internal static ReadOnlyMemory<int> Cut(ReadOnlyMemory<int> tokens, LanguageModelTrainingOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return options.MaxTokens < tokens.Length ? tokens[..options.MaxTokens.Value] : tokens;
    }

    private protected override bool TryNextBatch()
    {
        if (!_sampler.TryNext(_inputs, _targets, out var continues))
        {
            return false;
        }
        if (!continues)
        {
            _state.Clear();
        }
        return true;
    }

    // A window of several segments has a gradient for each of them, of T · N tokens.
    private protected override double GradientScale(Loss loss) => _segmented is null
        ? base.GradientScale(loss)
        : _segmented.GradientScale / (SumsLosses ? (long)Options.Windows.Steps * Options.Windows.Batch : 1);

    private protected override Loss Differentiate(Tape tape, RandomSource random) =>
        _segmented?.Differentiate(tape, _state, SharedRandom, random) ?? base.Differentiate(tape, random);

    private protected override Loss Compute(Tape tape, RandomSource random)
    {
        var logits = Model.Forward(tape, _inputs, Options.Windows.Steps, _state.Batch, _state, random); // [T*N, V]
        return CrossEntropy.Forward(tape, logits, _targets);
    }

    private protected override void EndBatch() => _state.Advance();

    private protected override void ShareRows(RowShare share)
    {
        var (batch, rows) = (Options.Windows.Batch, share.Count(Options.Windows.Batch));
        if (batch < share.Ranks)
        {
            throw new ArgumentException(
                $"A batch of {batch} windows has none for some of {share.Ranks} ranks: raise --batch to at least {share.Ranks}, "
                + "or start fewer.",
                nameof(share));
        }
        var mine = Model.CreateState(rows);
        mine.TakeRows(_state, share.First(batch));
        _state.Dispose();
        _state = mine;
        _inputs = new int[Options.Windows.Steps * rows];
        _targets = new int[_inputs.Length];
    }

    private protected override void ContinueWithinEpoch() => _state.MarkGiven();

    private protected override void Write(string path, TrainingSnapshot snapshot) =>
        LanguageModelCheckpoint.Save(path, Model, snapshot);

    private protected override DataFingerprint FingerprintOfData() => TokenFingerprint.Of(_tokens.Span);

    private Tensor GatherState(MpiCommunicator ranks)
    {
        if (!ranks.IsRoot)
        {
            using var map = _state.All.Map();
            ranks.Send<float>(map.Span, to: 0);
            return default;
        }
        var batch = Options.Windows.Batch;
        _allRows ??= Model.CreateState(batch);
        _allRows.PutRows(_state, 0);
        for (var rank = 1; rank < ranks.Size; rank++)
        {
            var share = new RowShare(rank, ranks.Size);
            using var part = Model.CreateState(share.Count(batch));
            using (var map = part.All.Map())
            {
                ranks.Receive(map.Span, from: rank);
            }
            _allRows.PutRows(part, share.First(batch));
        }
        return _allRows.All;
    }

    private static void RequireOneWindow(LanguageModelTrainingOptions options)
    {
        if (options.Accumulation > 1 && options.Backpropagation.Truncation != Truncation.Carried)
        {
            throw new ArgumentException(
                $"{options.Backpropagation.Truncation} truncation adds gradients up already, those of the segments of a window: "
                + "leave Accumulation at 1.",
                nameof(options));
        }
    }

    private static LanguageModel Required(LanguageModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        return model;
    }
}
