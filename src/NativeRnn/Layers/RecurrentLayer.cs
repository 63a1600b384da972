namespace NativeRnn;

/// <summary>One recurrent layer over whole sequences, on oneDNN's primitive for its cell.</summary>
/// <remarks>
/// Parameters, one behind the other: <c>weight_ih</c> [D, C, G·H], <c>weight_hh</c> [D, O, G·H], of an LSTM that has them
/// <c>peephole</c> [D, 3, H] of the gates i, f, o and the projection <c>weight_hr</c> [D, H, P], and the biases: single
/// <c>bias</c> [D, B, H], or pair <c>bias_ih</c> and <c>bias_hh</c> [D, G·H]. Gate order: LSTM i, f, c̃, o; GRU z, r,
/// candidate; B = G, for the reset-after GRU G + 1 with the candidate's recurrent bias last. O = P with a projection,
/// else H.
/// </remarks>
public sealed class RecurrentLayer
{
    /// <summary>What an LSTM's peephole weights are called.</summary>
    internal const string PeepholeName = "peephole";

    /// <summary>What an LSTM's projection is called, here and in PyTorch.</summary>
    internal const string ProjectionName = "weight_hr";

    private readonly RecurrentKernel _kernel;
    private readonly Parameter _first;
    private readonly Parameter _recurrent;
    private readonly Parameter _last;

    /// <summary>Declares the layer's parameters as <c>{prefix}weight_ih_{suffix}</c> and so on.</summary>
    /// <param name="store">Where they lie.</param>
    /// <param name="prefix">Before the names, such as <c>rnn.</c>.</param>
    /// <param name="suffix">Behind the names, such as <c>l0</c>.</param>
    /// <param name="options">What the layer is made of.</param>
    /// <exception cref="ArgumentException">The options contradict each other.</exception>
    public RecurrentLayer(ParameterStore store, string prefix, string suffix, RecurrentLayerOptions options)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(options);
        options.Require();
        Options = options;
        var (d, gates, h) = (options.Directions, options.Cell.Gates() * options.Hidden, options.Hidden);
        _first = Declare("weight_ih", new Shape(d, options.Inputs, gates), ParameterRole.Weight, (options.Inputs, gates));
        _last = _recurrent = Declare(
            "weight_hh", new Shape(d, options.HiddenWidth, gates), ParameterRole.RecurrentWeight, (options.HiddenWidth, gates));
        if (options.HasPeepholes) // the diagonals of three matrices [H, H]
        {
            _last = Declare(PeepholeName, new Shape(d, 3, h), ParameterRole.Weight, (h, h));
        }
        if (options.Projection > 0)
        {
            _last = Declare(
                ProjectionName, new Shape(d, h, options.Projection), ParameterRole.Weight, (h, options.Projection));
        }
        if (options.Bias == Bias.Single)
        {
            _last = Declare("bias", new Shape(d, options.Cell.SingleBiases(), h), ParameterRole.Bias, (h, gates));
        }
        else if (options.Bias == Bias.Pair)
        {
            _ = Declare("bias_ih", new Shape(d, gates), ParameterRole.Bias, (h, gates));
            _last = Declare("bias_hh", new Shape(d, gates), ParameterRole.Bias, (h, gates));
        }
        _kernel = new RecurrentKernel(
            store.Engine,
            options.Cell,
            options.Direction,
            options.Bias,
            options.Inputs,
            options.Hidden,
            new LstmParts { HasPeepholes = options.HasPeepholes, Projection = options.Projection });

        Parameter Declare(string name, Shape shape, ParameterRole role, (int In, int Out) fans) => store.Declare(
            new ParameterSpec
            {
                Name = $"{prefix}{name}_{suffix}",
                Shape = shape,
                Role = role,
                FanIn = fans.In,
                FanOut = fans.Out,
                Scale = h,
            },
            followsPrevious: name != "weight_ih");
    }

    /// <summary>What the layer is made of.</summary>
    public RecurrentLayerOptions Options { get; }

    internal RecurrentHandle Handle => _kernel.Handle;

    internal ParameterStore Store => _first.Store;

    internal Tensor Parameters => ParameterStore.Join(Store.Values, _first, _last);

    /// <summary>Where U, <c>weight_hh</c>, lies in <see cref="Parameters"/>.</summary>
    internal (long Offset, Shape Shape) RecurrentWeights => (_recurrent.Offset - _first.Offset, _recurrent.Shape);

    /// <summary>How the state lies in memory.</summary>
    internal StateLayout State => Options.State;

    /// <summary>Behind the last of its parameters in the store.</summary>
    internal long ParametersEnd => _last.End;

    internal Tensor ParameterGradients => ParameterStore.Join(Store.Gradients, _first, _last);

    /// <summary>Lengths of the layer's state for a batch: [S, D, N, H]; with a projection [D·N·(P + H)], h and then c.</summary>
    public Shape StateShape(int batch) => State.Shape(batch);

    /// <summary>Features that the layer gives at each step.</summary>
    public int Outputs => Options.Outputs;

    /// <summary>Drops recurrent weights for the passes of a training step.</summary>
    /// <remarks>
    /// U' = U ⊙ mask / (1 − p): the same weights are missing at all steps, in all rows. Source: Merity, Keskar and
    /// Socher 2018 (DropConnect; Wan et al. 2013).
    /// </remarks>
    /// <param name="tape">Records it.</param>
    /// <param name="rate">p, the probability of zeroing; 0 ≤ p &lt; 1.</param>
    /// <param name="random">Advances by the numbers used; not touched in inference or at rate 0.</param>
    /// <returns>For <see cref="Forward"/>, once or more often; all weights in inference or at rate 0.</returns>
    public DroppedWeights DropWeights(Tape tape, float rate, RandomSource? random)
    {
        ArgumentNullException.ThrowIfNull(tape);
        Dropout.Validate(rate, nameof(rate));
        return !tape.IsTraining || rate == 0
            ? default
            : new DroppedWeights(
                WeightDropOperation.Apply(tape, this, rate, Dropout.Required(random)), ParameterStore.NextVersion());
    }

    /// <summary>Runs the layer over a batch of sequences.</summary>
    /// <param name="tape">Records it.</param>
    /// <param name="input">[T, N, C].</param>
    /// <param name="state">The initial state in <see cref="StateShape"/>; zeros for a fresh start.</param>
    /// <param name="finalState">Where the final state is written; empty for the tape's own memory.</param>
    /// <param name="lengths">
    /// N numbers of valid steps, 0 to T each, in any order; empty: all T. Each row gives what it gives alone: behind
    /// its last valid step outputs and input gradients are zero whatever the input holds, the final state is the one
    /// at that step, and the reversed pass starts there. A row of length 0 keeps its initial state. They are read
    /// again by <see cref="Tape.Backward"/>: leave them unchanged until then.
    /// </param>
    /// <param name="weights">What <see cref="DropWeights"/> left of the weights in this step; all by default.</param>
    /// <returns>
    /// The outputs of all steps, [T, N, <see cref="Outputs"/>], and the state behind the last one (of each direction's
    /// pass).
    /// </returns>
    /// <exception cref="ArgumentException">A shape does not fit, or there are not N lengths from 0 to T.</exception>
    public RecurrentOutput Forward(
        Tape tape,
        Variable input,
        Variable state,
        Tensor finalState = default,
        ReadOnlyMemory<int> lengths = default,
        DroppedWeights weights = default)
    {
        ArgumentNullException.ThrowIfNull(tape);
        if (input.Shape.Rank != 3 || input.Shape.Last != Options.Inputs)
        {
            throw new ArgumentException(
                $"The input must have the shape [T, N, {Options.Inputs}], not {input.Shape}.", nameof(input));
        }
        SequenceLengths.Validate(lengths.Span, input.Shape[0], input.Shape[1]);
        var expected = StateShape(input.Shape[1]);
        if (state.Shape != expected)
        {
            throw new ArgumentException($"The state must have the shape {expected}, not {state.Shape}.", nameof(state));
        }
        var result = RecurrentOperation.Apply(
            tape, this, input, state, new RecurrentCall { FinalState = finalState, Lengths = lengths, Weights = weights });
        return Outputs == result.Output.Shape.Last
            ? result
            : result with { Output = DirectionSumOperation.Apply(tape, result.Output, Outputs) };
    }
}
