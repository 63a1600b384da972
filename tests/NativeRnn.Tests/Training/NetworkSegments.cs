using NativeRnn.Tests.Tensors;

namespace NativeRnn.Tests.Training;

/// <summary>A deep network on numbers, cut into segments; its loss is a weighted sum of all outputs.</summary>
internal sealed class NetworkSegments : SegmentedSequence, IDisposable
{
    private readonly RecurrentNetwork _network;
    private readonly int _steps;
    private readonly int _batch;
    private readonly float[] _input;
    private readonly float[] _weights;

    /// <param name="engine">Where it computes.</param>
    /// <param name="cell">Its cell.</param>
    /// <param name="segments">How many there are at most.</param>
    /// <param name="steps">T of a segment.</param>
    /// <param name="options">Sizes.</param>
    internal NetworkSegments(
        Engine engine, CellKind cell, int segments, int steps, (int Layers, int Hidden, int Batch, float Dropout) options)
    {
        Store = new ParameterStore(engine);
        _network = new RecurrentNetwork(Store, "rnn", new RecurrentNetworkOptions
        {
            Layer = new RecurrentLayerOptions { Cell = cell, Inputs = Inputs, Hidden = options.Hidden },
            Layers = options.Layers,
            Dropout = options.Dropout,
        });
        Store.Allocate();
        Store.Initialize(Initializer.Normal(0.5), new RandomSource(4)); // large enough that far steps matter
        (_steps, _batch) = (steps, options.Batch);
        _input = DifferenceCheck.Numbers((long)segments * steps * _batch * Inputs, 5);
        _weights = DifferenceCheck.Numbers((long)segments * steps * _batch * options.Hidden, 6);
        State = _network.CreateState(_batch);
        State.All.CopyFrom(DifferenceCheck.Numbers(State.All.Shape.Count, 7));
    }

    private const int Inputs = 3;

    internal ParameterStore Store { get; }

    internal RecurrentState State { get; }

    /// <summary>The place in the input of the first segment.</summary>
    internal int First { get; set; }

    /// <summary>Numbers that each segment draws beside its masks, and more at each call where it cheats.</summary>
    internal bool Cheats { get; set; }

    /// <summary>The initial state by layer.</summary>
    internal Tensor[] Initial => [.. Enumerable.Range(0, _network.Layers.Count).Select(layer => State[layer])];

    /// <summary>The gradients of all parameters, which are zero from now on.</summary>
    internal float[] TakeGradients()
    {
        var gradients = Store.Gradients.ToArray();
        Store.Gradients.CopyFrom(new float[gradients.Length]);
        return gradients;
    }

    /// <summary>Everything on one tape: what checkpoints must not change.</summary>
    internal (Loss Loss, float[][] StateGradients) RunOnOneTape(Tape tape, int segments, RandomSource? random)
    {
        tape.Reset();
        Variable[] initial = [.. Initial.Select(tape.Input)];
        var state = initial;
        var loss = default(Loss);
        for (var segment = 0; segment < segments; segment++)
        {
            var next = new Variable[state.Length];
            loss += Measure(tape, segment, Advance(tape, segment, state, next, random), random);
            state = next;
        }
        tape.Backward();
        return (loss, [.. initial.Select(variable => variable.Gradient.ToArray())]);
    }

    public override Variable Advance(
        Tape tape, int segment, ReadOnlySpan<Variable> state, Span<Variable> next, RandomSource? random)
    {
        var count = _steps * _batch * Inputs;
        var input = tape.Constant(
            _input.AsSpan((First + segment) * count, count), new Shape(_steps, _batch, Inputs)); // [T, N, C]
        if (Cheats)
        {
            _ = random!.ReserveBlocks((ulong)First++);
        }
        return _network.Forward(tape, input, state, next, random);
    }

    public override Loss Measure(Tape tape, int segment, Variable output, RandomSource? random)
    {
        var count = (int)output.Shape.Count;
        var weights = _weights.AsSpan((First + segment) * count, count);
        tape.AddGradient(output, tape.Constant(weights, output.Shape).Value);
        return new Loss(DifferenceCheck.Dot(output.Value.ToArray(), weights), _steps * _batch);
    }

    public void Dispose()
    {
        State.Dispose();
        Store.Dispose();
    }
}
