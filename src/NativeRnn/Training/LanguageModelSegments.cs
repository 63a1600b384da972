namespace NativeRnn;

/// <summary>Consecutive batches of a text's windows as the segments of one computation.</summary>
internal sealed class LanguageModelSegments : SegmentedSequence
{
    private readonly LanguageModel _model;
    private readonly WindowSampler _sampler;
    private readonly int[] _inputs; // [T, N]
    private readonly int[] _targets; // [T, N]

    internal LanguageModelSegments(LanguageModel model, WindowSampler sampler)
    {
        (_model, _sampler) = (model, sampler);
        _inputs = new int[sampler.Options.Steps * sampler.Options.Batch];
        _targets = new int[_inputs.Length];
    }

    /// <summary>The place in the epoch of the first segment's batch.</summary>
    internal int First { get; set; }

    public override Variable Advance(
        Tape tape, int segment, ReadOnlySpan<Variable> state, Span<Variable> next, RandomSource? random)
    {
        _sampler.Read(First + segment, _inputs, _targets);
        return _model.Advance(tape, _inputs, _sampler.Options.Steps, _sampler.Options.Batch, state, next, random);
    }

    public override Loss Measure(Tape tape, int segment, Variable output, RandomSource? random) =>
        CrossEntropy.Forward(tape, _model.Logits(tape, output), _targets);
}
