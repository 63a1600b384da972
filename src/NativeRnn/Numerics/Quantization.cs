using System.Runtime.InteropServices;

namespace NativeRnn;

/// <summary>What a model needs to run in int8: the ranges of its layers' activations, from a calibration text.</summary>
/// <remarks>
/// The model reads the text once in float32; per layer the lowest and the highest value among its inputs and, for a
/// recurrent one, its hidden states span 8 bits. Values outside are clamped, so take a text like those the model will
/// read. Weights need no calibration: their scales follow from themselves. Usable from many threads, for this model as
/// long as it is not trained further.
/// </remarks>
public sealed class Quantization
{
    /// <summary>Tokens of a calibration text that are enough: ranges hardly widen after them.</summary>
    public const int DefaultTokens = 10_000;

    private readonly IReadOnlyDictionary<SafeHandle, ActivationRange> _ranges;

    private Quantization(RangeRecorder recorder) => _ranges = recorder.Ranges;

    /// <summary>Calibrates a language model.</summary>
    /// <param name="model">Not changed.</param>
    /// <param name="tokens">At least two ids of its vocabulary; <see cref="DefaultTokens"/> are enough.</param>
    /// <param name="cancellation">Stops between two windows.</param>
    /// <exception cref="InvalidDataException">The text is too short.</exception>
    public static Quantization Calibrate(
        LanguageModel model, ReadOnlyMemory<int> tokens, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        var recorder = new RangeRecorder();
        using var tape = new Tape(model.Engine, recorder);
        _ = LanguageModelEvaluator.Evaluate(tape, model, tokens, batch: 1, cancellation);
        return new Quantization(recorder);
    }

    /// <summary>Calibrates a sequence-to-sequence model.</summary>
    /// <param name="model">Not changed.</param>
    /// <param name="pairs">As ids of its vocabularies; some hundred are enough.</param>
    /// <param name="cancellation">Stops between two batches.</param>
    public static Quantization Calibrate(
        Seq2SeqModel model, PairCorpus pairs, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(pairs);
        var recorder = new RangeRecorder();
        using var tape = new Tape(model.Engine, recorder);
        _ = Seq2SeqEvaluator.Evaluate(tape, model, pairs, new PairBatchOptions(), ranks: null, cancellation);
        return new Quantization(recorder);
    }

    /// <exception cref="InvalidOperationException">The calibration was of another model.</exception>
    internal ActivationRange RangeOf(SafeHandle layer) => _ranges.TryGetValue(layer, out var range)
        ? range
        : throw new InvalidOperationException(
            "The calibration did not reach this layer: calibrate the very model that runs.");
}
