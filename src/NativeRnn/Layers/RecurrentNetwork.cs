namespace NativeRnn;

/// <summary>Recurrent layers on each other, with dropout between them: deep and bidirectional networks.</summary>
/// <remarks>As in PyTorch and the textbook, each layer of a bidirectional stack reads both directions of the one below.</remarks>
public sealed class RecurrentNetwork
{
    private readonly RecurrentLayer[] _layers;

    /// <summary>Declares the layers' parameters under PyTorch's names: <c>{name}.weight_ih_l0</c> and so on.</summary>
    public RecurrentNetwork(ParameterStore store, string name, RecurrentNetworkOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        Options = options;
        _layers = new RecurrentLayer[options.Layers];
        for (var l = 0; l < options.Layers; l++)
        {
            var inputs = l == 0 ? options.Layer.Inputs : options.Layer.Directions * options.Layer.Hidden;
            _layers[l] = new RecurrentLayer(store, $"{name}.", $"l{l}", options.Layer with { Inputs = inputs });
        }
    }

    /// <summary>What the stack is made of.</summary>
    public RecurrentNetworkOptions Options { get; }

    /// <summary>The layers, the lowest first.</summary>
    public IReadOnlyList<RecurrentLayer> Layers => _layers;

    /// <summary>A state of zeros for a batch.</summary>
    /// <param name="batch">N, sequences at a time.</param>
    public RecurrentState CreateState(int batch)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(batch);
        return new RecurrentState(_layers[0].Store.Engine, _layers[0].StateShape(batch), _layers.Length);
    }

    /// <summary>Runs the stack from a state whose history is cut, and leaves the final state for <see cref="RecurrentState.Advance"/>.</summary>
    /// <param name="tape">Records it.</param>
    /// <param name="input">[T, N, C].</param>
    /// <param name="state">Read now; its next value is written beside it.</param>
    /// <param name="random">Draws the dropout masks; needed only in training with dropout.</param>
    /// <param name="lengths">
    /// N numbers of valid steps, 0 to T each, in any order; empty: all T. Each row gives what it gives alone, see
    /// <see cref="RecurrentLayer.Forward"/>. Leave them unchanged until <see cref="Tape.Backward"/> has run.
    /// </param>
    /// <returns>The top layer's outputs, [T, N, D·H].</returns>
    public Variable Forward(
        Tape tape,
        Variable input,
        RecurrentState state,
        RandomSource? random = null,
        ReadOnlyMemory<int> lengths = default)
    {
        ArgumentNullException.ThrowIfNull(tape);
        ArgumentNullException.ThrowIfNull(state);
        var current = input;
        for (var l = 0; l < _layers.Length; l++)
        {
            current = BetweenLayers(tape, current, l, random);
            current = _layers[l].Forward(tape, current, tape.Constant(state[l]), state.Next(l), lengths).Output;
        }
        return current;
    }

    /// <summary>Runs the stack from and to state variables, through which gradients flow.</summary>
    /// <param name="tape">Records it.</param>
    /// <param name="input">[T, N, C].</param>
    /// <param name="initial">L states of shape [S, D, N, H].</param>
    /// <param name="final">Receives L states.</param>
    /// <param name="random">Draws the dropout masks; needed only in training with dropout.</param>
    /// <param name="lengths">
    /// N numbers of valid steps, 0 to T each, in any order; empty: all T. Each row gives what it gives alone, see
    /// <see cref="RecurrentLayer.Forward"/>. Leave them unchanged until <see cref="Tape.Backward"/> has run.
    /// </param>
    /// <returns>The top layer's outputs, [T, N, D·H].</returns>
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
        var current = input;
        for (var l = 0; l < _layers.Length; l++)
        {
            current = BetweenLayers(tape, current, l, random);
            (current, final[l]) = _layers[l].Forward(tape, current, initial[l], lengths: lengths);
        }
        return current;
    }

    /// <summary>Runs the stack from and to the states of all layers as one variable, through which gradients flow.</summary>
    /// <param name="tape">Records it.</param>
    /// <param name="input">[T, N, C].</param>
    /// <param name="state">[L, S, D, N, H].</param>
    /// <param name="random">Draws the dropout masks; needed only in training with dropout.</param>
    /// <param name="lengths">
    /// N numbers of valid steps, 0 to T each, in any order; empty: all T. Each row gives what it gives alone, see
    /// <see cref="RecurrentLayer.Forward"/>. Leave them unchanged until <see cref="Tape.Backward"/> has run.
    /// </param>
    /// <returns>The top layer's outputs, [T, N, D·H], and the final states, [L, S, D, N, H].</returns>
    public RecurrentOutput Forward(
        Tape tape, Variable input, Variable state, RandomSource? random = null, ReadOnlyMemory<int> lengths = default)
    {
        ArgumentNullException.ThrowIfNull(tape);
        var layer = _layers[0].StateShape(input.Shape[1]); // [S, D, N, H]
        if (state.Shape.Count != _layers.Length * layer.Count)
        {
            throw new ArgumentException(
                $"The state must have the shape {StateShape(input.Shape[1])}, not {state.Shape}.", nameof(state));
        }
        using var final = new VariableList(_layers.Length);
        var current = input;
        for (var l = 0; l < _layers.Length; l++)
        {
            current = BetweenLayers(tape, current, l, random);
            var initial = Slice.Forward(tape, state, l * layer.Count, layer);
            (current, var next) = _layers[l].Forward(tape, current, initial, lengths: lengths);
            final.Add(next);
        }
        return new RecurrentOutput(current, Stack.Forward(tape, final.Span, StateShape(input.Shape[1])));
    }

    /// <summary>The shape of all layers' states for a batch: [L, S, D, N, H].</summary>
    internal Shape StateShape(int batch)
    {
        var layer = _layers[0].StateShape(batch);
        return new Shape(_layers.Length, layer[0], layer[1], layer[2], layer[3]);
    }

    private Variable BetweenLayers(Tape tape, Variable input, int layer, RandomSource? random)
    {
        if (layer == 0 || Options.Dropout == 0 || !tape.IsTraining)
        {
            return input;
        }
        return Dropout.Forward(
            tape,
            input,
            Options.Dropout,
            random ?? throw new ArgumentNullException(nameof(random), "Training with dropout needs a random source."));
    }
}
