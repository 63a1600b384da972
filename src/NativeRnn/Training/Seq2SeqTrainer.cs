using NativeRnn.Checkpoints.Proto;

namespace NativeRnn;

/// <summary>Trains a sequence-to-sequence model by teacher forcing.</summary>
/// <remarks>The loss of a batch is the mean over its target tokens, end tokens included and padding not.</remarks>
public sealed class Seq2SeqTrainer : Trainer
{
    private readonly PairCorpus _pairs;
    private readonly PairBatchSampler _sampler;
    private readonly PairBatch _batch = new();

    /// <summary>A trainer at the beginning of its run.</summary>
    /// <param name="model">Trained in place.</param>
    /// <param name="pairs">The sentence pairs, as ids of the model's vocabularies.</param>
    /// <param name="options">How to train.</param>
    /// <param name="random">Draws orders and dropout masks; seed 0 where none is given.</param>
    /// <exception cref="ArgumentException">The pairs are ids of other vocabularies than the model's.</exception>
    /// <exception cref="InvalidDataException">No pair is left to train on; the message says why.</exception>
    public Seq2SeqTrainer(
        Seq2SeqModel model, PairCorpus pairs, Seq2SeqTrainingOptions options, RandomSource? random = null)
        : this(
            Required(model, nameof(model)),
            pairs,
            Required(options, nameof(options)),
            random,
            new PairBatchSampler(OfModel(pairs, model), options.Batches))
    {
    }

    private Seq2SeqTrainer(
        Seq2SeqModel model,
        PairCorpus pairs,
        Seq2SeqTrainingOptions options,
        RandomSource? random,
        PairBatchSampler sampler)
        : base(model.Parameters, sampler, options, random)
    {
        Model = model;
        Options = options;
        _pairs = pairs;
        _sampler = sampler;
    }

    /// <summary>The model that is trained.</summary>
    public Seq2SeqModel Model { get; }

    /// <summary>How it is trained.</summary>
    public Seq2SeqTrainingOptions Options { get; }

    /// <summary>Goes on with a run exactly where it was saved, as if it had not stopped.</summary>
    /// <remarks>
    /// With the same pairs, number of threads and kind of processor, everything that follows is the same bit for bit.
    /// The trainer has a model of its own in <see cref="Model"/>.
    /// </remarks>
    /// <param name="path">A file that <see cref="Trainer.Save"/> wrote.</param>
    /// <param name="pairs">The pairs that the run began with, as ids of the saved model's vocabularies.</param>
    /// <param name="changes">What is different from now on; nothing by default.</param>
    /// <param name="engine">Where it computes; where none is given, the default kind with as many threads as before.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="CheckpointException">
    /// The file is foreign, newer, truncated or corrupted, or holds a model without its training.
    /// </exception>
    /// <exception cref="InvalidDataException">The pairs are not those that the run began with.</exception>
    public static Seq2SeqTrainer Resume(
        string path, PairCorpus pairs, ResumeOptions? changes = null, Engine? engine = null)
    {
        using var reader = CheckpointReader.Open(path);
        return Seq2SeqCheckpoint.Resume(reader, path, pairs, changes ?? new ResumeOptions(), engine);
    }

    /// <summary>Trains to the end.</summary>
    /// <param name="validation">Pairs to measure after each epoch; null for none.</param>
    /// <param name="epochs">Told of each epoch when it is done.</param>
    /// <param name="steps">Told of each step.</param>
    /// <param name="cancellation">Stops between two steps; the model is whole and may be saved.</param>
    /// <exception cref="ArgumentException">The best model is sought by BLEU, but the validation has no sentences.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    /// <exception cref="TrainingDivergedException">The loss is no longer a number.</exception>
    public void Fit(
        Seq2SeqValidation? validation = null,
        IProgress<EpochResult>? epochs = null,
        IProgress<TrainingStep>? steps = null,
        CancellationToken cancellation = default)
    {
        if (Options.BestBy == BestBy.Bleu && validation is { Sentences: null })
        {
            throw new ArgumentException("BLEU needs the validation's sentences, not only their ids.", nameof(validation));
        }
        Run(
            validation is null ? null : () => validation.Measure(Model, Options.Batches, Inference, Ranks, cancellation),
            epochs,
            steps,
            cancellation);
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        base.Dispose();
        _sampler.Dispose();
    }

    private protected override bool TryNextBatch() => _sampler.TryNext(_batch);

    private protected override bool HasRows => _batch.Count > 0;

    private protected override Loss Compute(Tape tape, RandomSource random)
    {
        var logits = Model.Network.Forward(tape, _batch, random); // [T*N, V]
        return CrossEntropy.Forward(
            tape, logits, _batch.Targets.Span, Vocabulary.PaddingIndex, Options.LabelSmoothing);
    }

    private protected override bool IsBetter(ValidationResult result, BestValidation best) =>
        Options.BestBy == BestBy.Bleu ? result.Bleu > (best.Bleu ?? -1) : base.IsBetter(result, best);

    private protected override EpochResult Complete(EpochResult result) =>
        result with { TextbookLoss = result.Loss.Mean / Options.Batches.Steps };

    private protected override void Write(string path, TrainingSnapshot snapshot) =>
        Seq2SeqCheckpoint.Save(path, Model, snapshot);

    private protected override DataFingerprint FingerprintOfData() => _pairs.Fingerprint;

    private static T Required<T>(T value, string name)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(value, name);
        return value;
    }

    private static PairCorpus OfModel(PairCorpus pairs, Seq2SeqModel model)
    {
        model.RequireTokensOf(pairs, nameof(pairs));
        return pairs;
    }
}
