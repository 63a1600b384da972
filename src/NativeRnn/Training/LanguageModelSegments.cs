namespace NativeRnn;

/// <summary>Consecutive batches of a text's windows as the segments of one computation.</summary>
internal sealed class LanguageModelSegments : SegmentedSequence
{
    private readonly LanguageModel _model;
    private readonly WindowSampler _sampler;
    private readonly Variable[] _learnt; // by layer
    private int[] _inputs = []; // [T, N]
    private int[] _targets = []; // [T, N]

    internal LanguageModelSegments(LanguageModel model, WindowSampler sampler)
    {
        (_model, _sampler) = (model, sampler);
        _learnt = new Variable[model.Options.Layers];
    }

    /// <summary>The place in the epoch of the first segment's batch.</summary>
    internal int First { get; set; }

    /// <summary>Whether the first segment begins with the initial state that the model learns.</summary>
    internal bool IsFresh { get; set; }

    public override Variable Advance(
        Tape tape, int segment, ReadOnlySpan<Variable> state, Span<Variable> next, RandomSource? random)
    {
        Reserve(_sampler.Options.Steps * _sampler.Rows);
        _sampler.Read(First + segment, _inputs, _targets);
        if (segment == 0 && IsFresh)
        {
            _model.Begin(tape, _sampler.Rows, _learnt);
            state = _learnt;
        }
        return _model.Advance(tape, _inputs, _sampler.Options.Steps, _sampler.Rows, state, next, random);
    }

    public override Loss Measure(Tape tape, int segment, Variable output, RandomSource? random) =>
        CrossEntropy.Forward(tape, _model.Logits(tape, output, random), _targets);

    private void Reserve(int tokens)
    {
        if (_inputs.Length != tokens)
        {
            (_inputs, _targets) = (new int[tokens], new int[tokens]);
        }
    }
}
