namespace NativeRnn;

/// <summary>Takes windows of several segments from a text and computes their gradients.</summary>
internal sealed class SegmentedWindows : IDisposable
{
    private readonly BackpropagationOptions _options;
    private readonly WindowSampler _sampler;
    private readonly LanguageModelSegments _segments;
    private readonly CheckpointedBackpropagation _backpropagation;
    private readonly RandomTruncation _truncation;
    private readonly Tensor[] _initial; // by layer

    internal SegmentedWindows(LanguageModel model, WindowSampler sampler, BackpropagationOptions options)
    {
        (_sampler, _options) = (sampler, options);
        _segments = new LanguageModelSegments(model, sampler);
        _backpropagation = new CheckpointedBackpropagation(model.Engine);
        _truncation = new RandomTruncation(options.MeanSegments);
        _initial = new Tensor[model.Options.Layers];
    }

    /// <summary>Makes the sum of the last window's gradients, each of a segment's mean loss, that of a mean loss.</summary>
    /// <remarks>
    /// A constant for random windows: by its own length, a window's share of the whole gradient would depend on where it
    /// was cut, and that is a bias.
    /// </remarks>
    internal double GradientScale { get; private set; } = 1;

    /// <summary>Runs the window that begins with the batch that the sampler handed out last.</summary>
    /// <param name="tape">For training.</param>
    /// <param name="state">Read now; its next value is written beside it.</param>
    /// <param name="random">Draws the window's length.</param>
    /// <param name="masks">Draws dropout masks.</param>
    internal Loss Differentiate(Tape tape, RecurrentState state, RandomSource random, RandomSource masks)
    {
        _segments.First = _sampler.Position - 1;
        _segments.IsFresh = state.IsFresh;
        var count = CountSegments(random, _sampler.BatchesPerEpoch - _segments.First);
        _sampler.Skip(count - 1);
        for (var layer = 0; layer < _initial.Length; layer++)
        {
            _initial[layer] = state[layer];
        }
        var isRandom = _options.Truncation == Truncation.Random;
        var loss = _backpropagation.Run(
            tape, _segments, count, _initial, masks, isRandom ? _truncation.Weights(count) : default);
        for (var layer = 0; layer < _initial.Length; layer++)
        {
            tape.Session.Copy(_backpropagation.FinalState(layer), state.Next(layer));
        }
        GradientScale = 1 / (isRandom ? _options.MeanSegments : count);
        return loss;
    }

    public void Dispose() => _backpropagation.Dispose();

    private int CountSegments(RandomSource random, int remaining) => _options.Truncation == Truncation.Random
        ? _truncation.Draw(random, remaining)
        : Math.Min(_options.Segments ?? remaining, remaining);
}
