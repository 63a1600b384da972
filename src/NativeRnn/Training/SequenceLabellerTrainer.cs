using NativeRnn.Checkpoints.Proto;

namespace NativeRnn;

/// <summary>Trains a tagger or a classifier.</summary>
/// <remarks>The loss of a batch is the mean over its labels: of tokens, padding not included, or of sequences.</remarks>
public sealed class SequenceLabellerTrainer : Trainer
{
    private readonly LabelledSequences _data;
    private readonly LabelledBatchSampler _sampler;
    private readonly LabelledBatch _batch = new();

    /// <summary>A trainer at the beginning of its run.</summary>
    /// <param name="model">Trained in place.</param>
    /// <param name="data">The sequences, as ids of the model's vocabulary and labels.</param>
    /// <param name="options">How to train.</param>
    /// <param name="random">Draws orders and dropout masks; seed 0 where none is given.</param>
    /// <exception cref="ArgumentException">The sequences are ids of another vocabulary or of other labels than the model's.</exception>
    public SequenceLabellerTrainer(
        SequenceLabeller model,
        LabelledSequences data,
        SequenceLabellerTrainingOptions options,
        RandomSource? random = null)
        : this(
            Required(model, nameof(model)),
            data,
            Required(options, nameof(options)),
            random,
            Of(data, model, options))
    {
    }

    private SequenceLabellerTrainer(
        SequenceLabeller model,
        LabelledSequences data,
        SequenceLabellerTrainingOptions options,
        RandomSource? random,
        LabelledBatchSampler sampler)
        : base(model.Parameters, sampler, options, random) =>
        (Model, _data, Options, _sampler) = (model, data, options, sampler);

    /// <summary>The model that is trained.</summary>
    public SequenceLabeller Model { get; }

    /// <summary>How it is trained.</summary>
    public SequenceLabellerTrainingOptions Options { get; }

    /// <summary>Goes on with a run exactly where it was saved, as if it had not stopped.</summary>
    /// <remarks>
    /// With the same sequences, number of threads and kind of processor, everything that follows is the same bit for
    /// bit. The trainer has a model of its own in <see cref="Model"/>.
    /// </remarks>
    /// <param name="path">A file that <see cref="Trainer.Save"/> wrote.</param>
    /// <param name="data">The sequences that the run began with, as ids of the saved model's vocabulary and labels.</param>
    /// <param name="changes">What is different from now on; nothing by default.</param>
    /// <param name="engine">Where it computes; where none is given, the default kind with as many threads as before.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="CheckpointException">
    /// The file is foreign, newer, truncated or corrupted, or holds a model without its training.
    /// </exception>
    /// <exception cref="InvalidDataException">The sequences are not those that the run began with.</exception>
    public static SequenceLabellerTrainer Resume(
        string path, LabelledSequences data, ResumeOptions? changes = null, Engine? engine = null)
    {
        ArgumentNullException.ThrowIfNull(data);
        using var reader = CheckpointReader.Open(path);
        return SequenceLabellerCheckpoint.Resume(reader, path, data, changes ?? new ResumeOptions(), engine);
    }

    /// <summary>Trains to the end.</summary>
    /// <param name="validation">
    /// Sequences to measure after each epoch, told in <see cref="EpochResult.ValidationScores"/>; null for none.
    /// </param>
    /// <param name="epochs">Told of each epoch when it is done.</param>
    /// <param name="steps">Told of each step.</param>
    /// <param name="cancellation">Stops between two steps; the model is whole and may be saved.</param>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    /// <exception cref="TrainingDivergedException">The loss is no longer a number.</exception>
    public void Fit(
        LabelledSequences? validation = null,
        IProgress<EpochResult>? epochs = null,
        IProgress<TrainingStep>? steps = null,
        CancellationToken cancellation = default) =>
        Run(validation is null ? null : () => Measure(validation, cancellation), epochs, steps, cancellation);

    private protected override bool TryNextBatch() => _sampler.TryNext(_batch);

    private protected override bool HasRows => _batch.Count > 0;

    private protected override Loss Compute(Tape tape, RandomSource random) => CrossEntropy.Forward(
        tape,
        Model.Forward(tape, _batch.Source, random), // [M, K]
        _batch.Labels.Span,
        CrossEntropy.IgnoreNothing,
        Options.LabelSmoothing);

    private protected override void Write(string path, TrainingSnapshot snapshot) =>
        SequenceLabellerCheckpoint.Save(path, Model, snapshot);

    private protected override DataFingerprint FingerprintOfData() => _data.Fingerprint;

    private ValidationResult Measure(LabelledSequences validation, CancellationToken cancellation)
    {
        var scores = SequenceLabellerEvaluator.Evaluate(Model, validation, inference: Inference, cancellation: cancellation);
        return new ValidationResult(scores.Loss) { Labels = scores };
    }

    private static T Required<T>(T value, string name)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(value, name);
        return value;
    }

    private static LabelledBatchSampler Of(
        LabelledSequences data, SequenceLabeller model, SequenceLabellerTrainingOptions options)
    {
        model.RequireLabelsOf(data, nameof(data));
        return new LabelledBatchSampler(data, options.Batches);
    }
}
