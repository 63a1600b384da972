namespace NativeRnn;

/// <summary>Recurrent layers on each other, with dropout between them: deep and bidirectional networks.</summary>
/// <remarks>
/// As in PyTorch and the textbook, each layer of a bidirectional stack reads both directions of the one below. What
/// else may lie between layers, <see cref="RecurrentNetworkOptions"/> says.
/// </remarks>
public sealed class RecurrentNetwork
{
    private readonly RecurrentLayer[] _layers;
    private readonly LayerNorm[] _norms = [];
    private readonly Parameter[] _initial = [];
    private readonly StackLayout _states;

    /// <summary>
    /// Declares the layers' parameters under PyTorch's names: <c>{name}.weight_ih_l0</c> and so on; where these are
    /// asked for, <c>{name}.norm_l0</c> … and <c>{name}.state_l0</c> … [S, D, H], with a projection [D·(P + H)], besides.
    /// </summary>
    /// <exception cref="ArgumentException">The options contradict each other.</exception>
    public RecurrentNetwork(ParameterStore store, string name, RecurrentNetworkOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Require();
        Options = options;
        _layers = new RecurrentLayer[options.Layers];
        var inputs = options.Layer.Inputs;
        for (var l = 0; l < options.Layers; l++)
        {
            var layer = options.Layer with { Inputs = inputs, Hidden = options.HiddenOf(l) };
            _layers[l] = new RecurrentLayer(store, $"{name}.", $"l{l}", layer);
            inputs = layer.Outputs;
        }
        _states = new StackLayout(Array.ConvertAll(_layers, layer => layer.State));
        if (options.HasLayerNorm)
        {
            _norms = [.. _layers.Select((layer, l) => new LayerNorm(store, $"{name}.norm_l{l}", layer.Outputs))];
        }
        if (options.LearnsState)
        {
            _initial = [.. _layers.Select((layer, l) => DeclareState(store, $"{name}.state_l{l}", layer))];
        }
    }

    /// <summary>What the stack is made of.</summary>
    public RecurrentNetworkOptions Options { get; }

    /// <summary>The layers, the lowest first.</summary>
    public IReadOnlyList<RecurrentLayer> Layers => _layers;

    /// <summary>Features that the top layer gives at each step.</summary>
    public int Outputs => _layers[^1].Outputs;

    /// <summary>A state of zeros for a batch.</summary>
    /// <param name="batch">N, sequences at a time.</param>
    public RecurrentState CreateState(int batch)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(batch);
        return new RecurrentState(_layers[0].Store.Engine, _states, batch);
    }

    /// <summary>What a layer begins a sequence with: what it has learnt, or zeros.</summary>
    /// <param name="tape">Records it.</param>
    /// <param name="layer">From 0, the lowest.</param>
    /// <param name="batch">N, sequences at a time; each begins alike.</param>
    /// <returns>In <see cref="RecurrentLayer.StateShape"/>; a learnt state receives the sum of its rows' gradients.</returns>
    public Variable InitialState(Tape tape, int layer, int batch)
    {
        ArgumentNullException.ThrowIfNull(tape);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)layer, (uint)_layers.Length, nameof(layer));
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(batch);
        if (Options.LearnsState)
        {
            return LearntStateOperation.Apply(tape, _initial[layer], _states[layer], batch);
        }
        var zeros = tape.Take(_layers[layer].StateShape(batch));
        tape.Session.Fill(zeros, 0);
        return tape.Constant(zeros);
    }

    /// <summary>Runs the stack from a state whose history is cut, and leaves the final state for <see cref="RecurrentState.Advance"/>.</summary>
    /// <param name="tape">Records it.</param>
    /// <param name="input">[T, N, C].</param>
    /// <param name="state">
    /// Read now; its next value is written beside it. A fresh one (<see cref="RecurrentState.IsFresh"/>) stands for
    /// <see cref="InitialState"/>.
    /// </param>
    /// <param name="random">Draws the dropout masks; needed only in training with dropout.</param>
    /// <param name="lengths">
    /// N numbers of valid steps, 0 to T each, in any order; empty: all T. Each row gives what it gives alone, see
    /// <see cref="RecurrentLayer.Forward"/>. Leave them unchanged until <see cref="Tape.Backward"/> has run.
    /// </param>
    /// <returns>The top layer's outputs, [T, N, <see cref="Outputs"/>].</returns>
    public Variable Forward(
        Tape tape,
        Variable input,
        RecurrentState state,
        RandomSource? random = null,
        ReadOnlyMemory<int> lengths = default)
    {
        ArgumentNullException.ThrowIfNull(tape);
        ArgumentNullException.ThrowIfNull(state);
        using var masks = Draw(tape, input, random);
        return Forward(tape, input, state, new RecurrentCall { Lengths = lengths }, masks);
    }

    /// <summary>The same for one sequence of embedded tokens, in inference on the CPU.</summary>
    /// <remarks>The lowest layer keeps what its input product gives for a token, so that it is computed once.</remarks>
    internal Variable ForwardTokens(Tape tape, Embedding embedding, ReadOnlyMemory<int> ids, RecurrentState state)
    {
        TokenIds.Validate(ids.Span, new Shape(ids.Length, 1), embedding.Table.Shape[0]);
        using var masks = Draw(tape, batch: 1, random: null);
        return Forward(tape, tape.Constant(embedding.Table.Value), state, new RecurrentCall { InputIds = ids }, masks);
    }

    // told: to all layers, but the ids to the lowest.
    private Variable Forward(
        Tape tape, Variable input, RecurrentState state, in RecurrentCall told, in StackMasks masks)
    {
        var current = input;
        for (var l = 0; l < _layers.Length; l++)
        {
            var call = told with { FinalState = state.Next(l), InputIds = l == 0 ? told.InputIds : default };
            var initial = Options.LearnsState && state.IsFresh
                ? InitialState(tape, l, state.Batch)
                : tape.Constant(state[l]);
            current = Run(tape, l, current, initial, call, masks).Output;
        }
        return current;
    }

    /// <summary>Runs the stack from and to state variables, through which gradients flow.</summary>
    /// <param name="tape">Records it.</param>
    /// <param name="input">[T, N, C].</param>
    /// <param name="initial">L states, each in its layer's <see cref="RecurrentLayer.StateShape"/>.</param>
    /// <param name="final">Receives L states.</param>
    /// <param name="random">Draws the dropout masks; needed only in training with dropout.</param>
    /// <param name="lengths">
    /// N numbers of valid steps, 0 to T each, in any order; empty: all T. Each row gives what it gives alone, see
    /// <see cref="RecurrentLayer.Forward"/>. Leave them unchanged until <see cref="Tape.Backward"/> has run.
    /// </param>
    /// <returns>The top layer's outputs, [T, N, <see cref="Outputs"/>].</returns>
    public Variable Forward(
        Tape tape,
        Variable input,
        ReadOnlySpan<Variable> initial,
        Span<Variable> final,
        RandomSource? random = null,
        ReadOnlyMemory<int> lengths = default)
    {
        ArgumentNullException.ThrowIfNull(tape);
        if (initial.Length != _layers.Length || final.Length != _layers.Length)
        {
            throw new ArgumentException($"A stack of {_layers.Length} layers has as many states.", nameof(initial));
        }
        using var masks = Draw(tape, input, random);
        var current = input;
        for (var l = 0; l < _layers.Length; l++)
        {
            (current, final[l]) = Run(tape, l, current, initial[l], new RecurrentCall { Lengths = lengths }, masks);
        }
        return current;
    }

    /// <summary>Runs the stack from and to the states of all layers as one variable, through which gradients flow.</summary>
    /// <param name="tape">Records it.</param>
    /// <param name="input">[T, N, C].</param>
    /// <param name="state">
    /// [L, S, D, N, H]; where layers differ in H or have projections, their numbers one behind the other.
    /// </param>
    /// <param name="random">Draws the dropout masks; needed only in training with dropout.</param>
    /// <param name="lengths">
    /// N numbers of valid steps, 0 to T each, in any order; empty: all T. Each row gives what it gives alone, see
    /// <see cref="RecurrentLayer.Forward"/>. Leave them unchanged until <see cref="Tape.Backward"/> has run.
    /// </param>
    /// <returns>
    /// The top layer's outputs, [T, N, <see cref="Outputs"/>], and the final states in the initial ones' shape.
    /// </returns>
    public RecurrentOutput Forward(
        Tape tape, Variable input, Variable state, RandomSource? random = null, ReadOnlyMemory<int> lengths = default)
    {
        ArgumentNullException.ThrowIfNull(tape);
        using var masks = Draw(tape, input, random);
        return Forward(tape, input, state, masks, lengths);
    }

    /// <summary>The same with masks that several calls share.</summary>
    internal RecurrentOutput Forward(
        Tape tape, Variable input, Variable state, in StackMasks masks, ReadOnlyMemory<int> lengths = default)
    {
        var batch = input.Shape[1];
        if (state.Shape.Count != _states.Count(batch))
        {
            throw new ArgumentException(
                $"The state must have the shape {StateShape(batch)}, not {state.Shape}.", nameof(state));
        }
        using var final = new VariableList(_layers.Length);
        var current = input;
        for (var l = 0; l < _layers.Length; l++)
        {
            var initial = Slice.Forward(tape, state, _states.Offset(l, batch), _states[l].Shape(batch));
            (current, var next) = Run(tape, l, current, initial, new RecurrentCall { Lengths = lengths }, masks);
            final.Add(next);
        }
        return new RecurrentOutput(current, Stack.Forward(tape, final.Span, StateShape(batch)));
    }

    /// <summary>Draws what a pass over a batch drops; dispose it behind the last of its calls.</summary>
    internal StackMasks Draw(Tape tape, int batch, RandomSource? random) => new(tape, this, batch, random);

    /// <summary>The shape of all layers' states for a batch: [L, S, D, N, H]; where layers differ in H or have projections, one axis.</summary>
    internal Shape StateShape(int batch) => _states.Shape(batch);

    private static Parameter DeclareState(ParameterStore store, string name, RecurrentLayer layer) => store.Declare(
        new ParameterSpec
        {
            Name = name,
            Shape = layer.State.RowShape,
            Role = ParameterRole.InitialState,
            FanIn = 1,
            FanOut = layer.Options.Hidden,
            Scale = layer.Options.Hidden,
        });

    // The input's shape is checked by the first layer.
    private StackMasks Draw(Tape tape, Variable input, RandomSource? random) =>
        Draw(tape, input.Shape.Rank > 1 ? input.Shape[1] : 1, random);

    private RecurrentOutput Run(
        Tape tape, int layer, Variable input, Variable initial, in RecurrentCall call, in StackMasks masks)
    {
        var (output, state) = call.InputIds.IsEmpty
            ? _layers[layer].Forward(
                tape, masks.Between(tape, input, layer), initial, call.FinalState, call.Lengths, masks.Weights(layer))
            : RecurrentOperation.Apply(tape, _layers[layer], input, initial, call);
        output = Options.HasLayerNorm ? _norms[layer].Forward(tape, output, call.Lengths) : output;
        if (Options.IsResidual && layer > 0)
        {
            output = Addition.Forward(tape, input, output);
        }
        return new RecurrentOutput(output, state);
    }
}
