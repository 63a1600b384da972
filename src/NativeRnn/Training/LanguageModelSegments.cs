namespace NativeRnn;

/// <summary>Consecutive batches of a text's windows as the segments of one computation.</summary>
internal sealed class LanguageModelSegments : SegmentedSequence
{
    private readonly LanguageModel _model;
    private readonly WindowSampler _sampler;
    private readonly int[] _inputs; // [T, N]
    private readonly int[] _targets; // [T, N]
    private readonly Variable[] _learnt; // by layer

    internal LanguageModelSegments(LanguageModel model, WindowSampler sampler)
    {
        (_model, _sampler) = (model, sampler);
        _inputs = new int[sampler.Options.Steps * sampler.Options.Batch];
        _targets = new int[_inputs.Length];
        _learnt = new Variable[model.Options.Layers];
    }

    /// <summary>The place in the epoch of the first segment's batch.</summary>
    internal int First { get; set; }

    /// <summary>Whether the first segment begins with the initial state that the model learns.</summary>
    internal bool IsFresh { get; set; }

    public override Variable Advance(
        Tape tape, int segment, ReadOnlySpan<Variable> state, Span<Variable> next, RandomSource? random)
    {
        _sampler.Read(First + segment, _inputs, _targets);
        if (segment == 0 && IsFresh)
        {
            _model.Begin(tape, _sampler.Options.Batch, _learnt);
            state = _learnt;
        }
        return _model.Advance(tape, _inputs, _sampler.Options.Steps, _sampler.Options.Batch, state, next, random);
    }

    public override Loss Measure(Tape tape, int segment, Variable output, RandomSource? random) =>
        CrossEntropy.Forward(tape, _model.Logits(tape, output, random), _targets);
}
