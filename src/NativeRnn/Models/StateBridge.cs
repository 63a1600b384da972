namespace NativeRnn;

/// <summary>Turns an encoder's final state into a decoder's initial one, layer by layer.</summary>
/// <remarks>
/// Equal shapes pass as they are, as in the textbook. Otherwise both directions' states are put side by side, and a
/// linear layer onto H follows: h' = tanh(h W + b), and for the LSTM's cell state c' = c W + b.
/// </remarks>
internal sealed class StateBridge
{
    private readonly Linear[] _layers = []; // [L, S]
    private readonly Shape _target; // [L, S, 1, 1, H]

    internal StateBridge(ParameterStore store, string name, Shape source, Shape target)
    {
        RequireParts(source);
        if (source[0] != target[0] || source[1] != target[1])
        {
            throw new ArgumentException(
                $"An encoder state of {source[0]} layers and {source[1]} parts cannot begin a decoder of {target[0]} layers "
                + $"and {target[1]} parts: give both the same cell family and number of layers.",
                nameof(source));
        }
        _target = target;
        if (source[2] == target[2] && source[4] == target[4])
        {
            return;
        }
        _layers = new Linear[target[0] * target[1]];
        for (var i = 0; i < _layers.Length; i++)
        {
            var part = i % target[1] == 0 ? "hidden" : "cell";
            _layers[i] = new Linear(store, $"{name}.{part}_l{i / target[1]}", source[2] * source[4], target[4]);
        }
    }

    /// <summary>Fails for the state of an encoder whose layers a decoder's cannot be told from: not [L, S, D, N, H].</summary>
    internal static void RequireParts(Shape source)
    {
        if (source.Rank != 5)
        {
            throw new ArgumentException(
                $"An encoder whose layers differ in size or have projections cannot begin a decoder: its state is {source}, "
                + "not [L, S, D, N, H].",
                nameof(source));
        }
    }

    /// <summary>[L, S, D, N, H of the encoder] to [L, S, 1, N, H of the decoder].</summary>
    internal Variable Forward(Tape tape, Variable state)
    {
        if (_layers.Length == 0)
        {
            return state;
        }
        var (directions, batch, hidden) = (state.Shape[2], state.Shape[3], state.Shape[4]);
        using var parts = new VariableList(_layers.Length);
        for (var i = 0; i < _layers.Length; i++)
        {
            var joined = JoinDirections(tape, state, (long)i * directions * batch * hidden); // [N, D*H]
            var mapped = _layers[i].Forward(tape, joined);
            parts.Add(i % _target[1] == 0 ? Activation.Tanh(tape, mapped) : mapped);
        }
        return Stack.Forward(tape, parts.Span, new Shape(_target[0], _target[1], 1, batch, _target[4]));
    }

    /// <summary>One layer's and part's state of all directions side by side: [D, N, H] at an offset to [N, D·H].</summary>
    internal static Variable JoinDirections(Tape tape, Variable state, long offset)
    {
        var shape = new Shape(state.Shape[3], state.Shape[4]); // [N, H]
        var joined = Slice.Forward(tape, state, offset, shape);
        for (var d = 1; d < state.Shape[2]; d++)
        {
            joined = Concatenation.Forward(tape, joined, Slice.Forward(tape, state, offset + d * shape.Count, shape));
        }
        return joined;
    }
}
