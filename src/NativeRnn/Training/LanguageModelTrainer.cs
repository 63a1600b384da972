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
    private readonly RecurrentState _state;
    private readonly int[] _inputs; // [T, N]
    private readonly int[] _targets; // [T, N]
    private readonly SegmentedWindows? _segmented; // null: a window is one segment

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

    private protected override Tensor CarriedState => CarriesState(Options, isWithinEpoch: true) ? _state.All : default;

    /// <summary>Goes on with a run exactly where it was saved, as if it had not stopped.</summary>
    /// <remarks>
    /// With the same text, number of threads and kind of processor, everything that follows is the same bit for bit.
    /// The trainer has a model of its own in <see cref="Model"/>.
    /// </remarks>
    /// <param name="path">A file that <see cref="Save"/> wrote.</param>
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
                        Model, validation, inference: Inference, cancellation: cancellation)),
            epochs,
            steps,
            cancellation);

    /// <inheritdoc/>
    public override void Save(string path) => LanguageModelCheckpoint.Save(path, Model, Capture());

    /// <inheritdoc/>
    public override void Dispose()
    {
        base.Dispose();
        _segmented?.Dispose();
        _state.Dispose();
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

    private protected override double GradientScale => _segmented?.GradientScale ?? 1;

    private protected override Loss Differentiate(Tape tape, RandomSource random) =>
        _segmented?.Differentiate(tape, _state, random) ?? base.Differentiate(tape, random);

    private protected override Loss Compute(Tape tape, RandomSource random)
    {
        var logits = Model.Forward(tape, _inputs, Options.Windows.Steps, Options.Windows.Batch, _state, random); // [T*N, V]
        return CrossEntropy.Forward(tape, logits, _targets);
    }

    private protected override void EndStep() => _state.Advance();

    private protected override void ContinueWithinEpoch() => _state.MarkGiven();

    private protected override DataFingerprint FingerprintOfData() => TokenFingerprint.Of(_tokens.Span);

    private static LanguageModel Required(LanguageModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        return model;
    }
}
