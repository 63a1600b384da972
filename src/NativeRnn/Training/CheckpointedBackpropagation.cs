namespace NativeRnn;

/// <summary>Backpropagation through more time than memory holds: only the states between segments are kept.</summary>
/// <remarks>
/// <para>
/// The forward pass goes through all segments and keeps the state in front of each. The backward pass computes each
/// segment anew, from the last to the first, and hands the gradient of its initial state to the one before it. The
/// gradients are those of the whole sequence on one tape; the memory is that of one segment and of a state for each
/// segment; the price is a second forward pass of all segments but the last, without their losses.
/// </para>
/// <para>
/// After the first run of a length it allocates nothing. One thread at a time. Source: Chen et al. (2016), "Training
/// Deep Nets with Sublinear Memory Cost"; Gruslys et al. (2016), "Memory-Efficient Backpropagation Through Time".
/// </para>
/// </remarks>
public sealed class CheckpointedBackpropagation : IDisposable
{
    private readonly List<Tensor> _states = []; // in front of each segment, and behind the last; later their gradients
    private readonly List<ulong> _positions = []; // of the generator, likewise
    private readonly StepArena _arena;
    private Variable[] _initial = [];
    private Variable[] _final = [];

    /// <summary>Nothing is allocated before the first run.</summary>
    /// <param name="engine">Where the states are kept: the tape's.</param>
    public CheckpointedBackpropagation(Engine engine) => _arena = new StepArena(engine);

    /// <summary>Bytes that the states between segments take.</summary>
    public long CapacityInBytes => _arena.CapacityInBytes;

    private int States => _initial.Length;

    /// <summary>Runs a sequence forward and backward; parameters' gradients are added to.</summary>
    /// <param name="tape">A tape for training; it is reset for each segment, and holds the first one afterwards.</param>
    /// <param name="sequence">What is computed.</param>
    /// <param name="segments">How many segments, at least 1.</param>
    /// <param name="initial">The state before the first segment: any number of tensors; not changed.</param>
    /// <param name="random">Draws dropout masks, the same in both passes; moves on by what was drawn.</param>
    /// <param name="weights">
    /// What the gradient is multiplied by where it passes from segment i + 1 to segment i, for each i; empty: 1 everywhere,
    /// the gradient itself. Random truncation compensates with it.
    /// </param>
    /// <returns>The sum of all segments' losses.</returns>
    /// <exception cref="ArgumentException">The tape is for inference, or there are not segments − 1 weights.</exception>
    /// <exception cref="InvalidOperationException">A segment drew more or fewer random numbers the second time.</exception>
    public Loss Run(
        Tape tape,
        SegmentedSequence sequence,
        int segments,
        ReadOnlySpan<Tensor> initial,
        RandomSource? random = null,
        ReadOnlySpan<float> weights = default)
    {
        ArgumentNullException.ThrowIfNull(tape);
        ArgumentNullException.ThrowIfNull(sequence);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(segments);
        Validate(tape, segments, weights);
        Begin(tape, initial, random);
        Variable output = default;
        for (var segment = 0; segment < segments; segment++)
        {
            output = Advance(tape, sequence, segment, random);
            Keep(tape, random);
        }
        return Return(tape, sequence, segments, output, random, weights);
    }

    /// <summary>The gradient with respect to a tensor of the initial state, until the next run.</summary>
    /// <param name="index">Which tensor.</param>
    public Tensor InitialGradient(int index) => StateAt(0, index);

    /// <summary>A tensor of the state behind the last segment, until the next run.</summary>
    /// <param name="index">Which tensor.</param>
    public Tensor FinalState(int index) => StateAt(_positions.Count - 1, index);

    /// <summary>Gives the memory back.</summary>
    public void Dispose() => _arena.Dispose();

    private static void Validate(Tape tape, int segments, ReadOnlySpan<float> weights)
    {
        if (!tape.IsTraining)
        {
            throw new ArgumentException("This tape was made for inference: create it with isTraining: true.", nameof(tape));
        }
        if (!weights.IsEmpty && weights.Length != segments - 1)
        {
            throw new ArgumentException(
                $"{segments} segments meet at {segments - 1} places, not {weights.Length}.", nameof(weights));
        }
    }

    private void Begin(Tape tape, ReadOnlySpan<Tensor> initial, RandomSource? random)
    {
        _arena.Reset();
        _states.Clear();
        _positions.Clear();
        if (States != initial.Length)
        {
            (_initial, _final) = (new Variable[initial.Length], new Variable[initial.Length]);
        }
        foreach (var state in initial)
        {
            Keep(tape, state);
        }
        _positions.Add(random?.Position ?? 0);
    }

    private Variable Advance(Tape tape, SegmentedSequence sequence, int segment, RandomSource? random)
    {
        tape.Reset();
        for (var i = 0; i < States; i++)
        {
            _initial[i] = tape.Input(_states[segment * States + i]);
        }
        return sequence.Advance(tape, segment, _initial, _final, random);
    }

    private void Keep(Tape tape, RandomSource? random)
    {
        foreach (var state in _final)
        {
            Keep(tape, state.Value);
        }
        _positions.Add(random?.Position ?? 0);
    }

    private void Keep(Tape tape, Tensor state)
    {
        var kept = _arena.Take(state.Shape);
        tape.Session.Copy(state, kept);
        _states.Add(kept);
    }

    // The last segment is still on the tape, so that a single one costs nothing more than without checkpoints.
    private Loss Return(
        Tape tape,
        SegmentedSequence sequence,
        int segments,
        Variable output,
        RandomSource? random,
        ReadOnlySpan<float> weights)
    {
        var loss = sequence.Measure(tape, segments - 1, output, random);
        tape.Backward();
        KeepGradients(tape, segments - 1);
        for (var segment = segments - 2; segment >= 0; segment--)
        {
            output = AdvanceAgain(tape, sequence, segment, random);
            loss += sequence.Measure(tape, segment, output, random);
            HandBack(tape, segment, weights.IsEmpty ? 1 : weights[segment]);
            tape.Backward();
            KeepGradients(tape, segment);
        }
        return loss;
    }

    private Variable AdvanceAgain(Tape tape, SegmentedSequence sequence, int segment, RandomSource? random)
    {
        if (random is null)
        {
            return Advance(tape, sequence, segment, random);
        }
        var position = random.Position;
        random.Position = _positions[segment];
        var output = Advance(tape, sequence, segment, random);
        if (random.Position != _positions[segment + 1])
        {
            throw new InvalidOperationException(
                $"Segment {segment} drew another number of random numbers than the first time: draw the same ones in each call of Advance.");
        }
        random.Position = position;
        return output;
    }

    // The gradients of the next segment's initial state become those of this one's final state.
    private void HandBack(Tape tape, int segment, float weight)
    {
        for (var i = 0; i < States; i++)
        {
            var gradient = _states[(segment + 1) * States + i];
            Scale(gradient, weight);
            tape.AddGradient(_final[i], gradient);
        }
    }

    // In the place of the state itself, which nothing reads any more.
    private void KeepGradients(Tape tape, int segment)
    {
        for (var i = 0; i < States; i++)
        {
            var (gradient, target) = (_initial[i].Gradient, _states[segment * States + i]);
            if (gradient.IsEmpty)
            {
                tape.Session.Fill(target, 0);
            }
            else
            {
                tape.Session.Copy(gradient, target);
            }
        }
    }

    private static void Scale(Tensor gradient, float weight)
    {
        if (weight == 1)
        {
            return;
        }
        using var map = gradient.Map();
        foreach (ref var number in map.Span)
        {
            number *= weight;
        }
    }

    private Tensor StateAt(int boundary, int index)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)States, nameof(index));
        return _states[boundary * States + index];
    }
}
