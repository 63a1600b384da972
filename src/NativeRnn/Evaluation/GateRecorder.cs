namespace NativeRnn;

/// <summary>A recurrent layer in plain loops that keeps what its gates were. Equations: see <see cref="CellKind"/>.</summary>
internal sealed class GateRecorder
{
    private const string Layer = "l0";
    private readonly CellKind _cell;
    private readonly int _hidden;
    private readonly int _width; // G·H
    private readonly float[]? _embedding; // [V, E]
    private readonly int _inputs;
    private readonly float[] _inputWeights; // [C, G·H]
    private readonly float[] _stateWeights; // [H, G·H]
    private readonly float[] _bias; // [G·H], what is added outside the reset gate
    private readonly float[] _candidateBias; // [H], what the reset gate of a reset-after GRU scales
    private readonly List<float>[] _gates;
    private readonly List<float> _cells = [];
    private readonly List<float> _states = [];
    private readonly float[] _cellState;

    internal GateRecorder(LanguageModel model)
    {
        ParameterStore store = model.Parameters;
        LayerSizes sizes = model.Options.HiddenSizes;
        (_cell, _hidden) = (model.Options.Cell, sizes.Count > 0 ? sizes[0] : model.Options.Hidden);
        _width = _cell.Gates() * _hidden;
        _inputs = model.Options.Embed > 0 ? model.Options.Embed : model.Vocabulary.Count;
        _embedding = model.Options.Embed > 0 ? Read(store, "embedding.weight", (long)model.Vocabulary.Count * _inputs) : null;
        _inputWeights = Read(store, $"rnn.weight_ih_{Layer}", (long)_inputs * _width);
        _stateWeights = Read(store, $"rnn.weight_hh_{Layer}", (long)_hidden * _width);
        (_bias, _candidateBias) = ReadBias(store, model.Options.Bias);
        _gates = [.. Enumerable.Range(0, _cell.Gates()).Select(_ => new List<float>())];
        (State, _cellState) = InitialState(model);
    }

    /// <summary>h.</summary>
    internal float[] State { get; private set; }

    /// <summary>H.</summary>
    internal int Hidden => _hidden;

    private bool IsGru => _cell is CellKind.GruResetBefore or CellKind.GruResetAfter;

    internal void Step(int id)
    {
        float[] input = Product(InputOf(id), _inputWeights); // [G·H]
        float[] recurrent = Product(State, _stateWeights);
        for (int i = 0; i < _width; i++)
        {
            input[i] += _bias[i];
        }

        State = IsGru ? Gru(input, recurrent)
            : _cell == CellKind.Lstm ? Lstm(input, recurrent)
            : [.. Enumerable.Range(0, _hidden).Select(i => Activate(input[i] + recurrent[i]))];
        _states.AddRange(State);
    }

    internal IReadOnlyList<GateActivation> Gates()
    {
        var state = new GateActivation("hidden state h", _cell == CellKind.RnnRelu ? 0 : -1, _states.ToArray());
        return _cell switch
        {
            CellKind.Lstm =>
            [
                Gate("input gate i", 0, 0),
                Gate("forget gate f", 0, 1),
                Gate("candidate c̃", -1, 2),
                Gate("output gate o", 0, 3),
                new GateActivation("cell state c", _cells.Min(), _cells.ToArray()),
                state,
            ],
            CellKind.GruResetBefore or CellKind.GruResetAfter =>
                [Gate("update gate z", 0, 0), Gate("reset gate r", 0, 1), Gate("candidate h̃", -1, 2), state],
            _ => [state],
        };
    }

    private static float Sigmoid(float x) => 1 / (1 + MathF.Exp(-x));

    // A layer of another kind has other parameters, or of other lengths.
    private static float[] Read(ParameterStore store, string name, long length)
    {
        Parameter? parameter = store.Parameters.FirstOrDefault(one => one.Name == name && one.Shape.Count == length);
        return parameter?.Value.ToArray() ?? throw GateActivations.Unknown();
    }

    private GateActivation Gate(string name, float lowest, int index) => new(name, lowest, _gates[index].ToArray());

    private (float[] Hidden, float[] Cell) InitialState(LanguageModel model)
    {
        if (!model.Options.LearnsState)
        {
            return (new float[_hidden], new float[_hidden]);
        }

        float[] learnt = Read(model.Parameters, $"rnn.state_{Layer}", _cell.States() * _hidden); // [S, 1, H]
        return (learnt[.._hidden], _cell == CellKind.Lstm ? learnt[_hidden..] : new float[_hidden]);
    }

    private float[] InputOf(int id)
    {
        if (_embedding is not null)
        {
            return _embedding.AsSpan(id * _inputs, _inputs).ToArray();
        }

        float[] one = new float[_inputs];
        one[id] = 1;
        return one;
    }

    private float[] Product(ReadOnlySpan<float> row, float[] weights)
    {
        float[] result = new float[_width];
        for (int i = 0; i < row.Length; i++)
        {
            for (int column = 0; row[i] != 0 && column < _width; column++)
            {
                result[column] += row[i] * weights[(i * _width) + column];
            }
        }

        return result;
    }

    private float[] Lstm(float[] input, float[] recurrent)
    {
        float[] next = new float[_hidden];
        for (int unit = 0; unit < _hidden; unit++)
        {
            float Sum(int gate) => input[(gate * _hidden) + unit] + recurrent[(gate * _hidden) + unit];
            (float i, float f, float c, float o) = (Sigmoid(Sum(0)), Sigmoid(Sum(1)), MathF.Tanh(Sum(2)), Sigmoid(Sum(3)));
            _cellState[unit] = (f * _cellState[unit]) + (i * c);
            next[unit] = o * MathF.Tanh(_cellState[unit]);
            Keep(i, f, c, o);
        }

        _cells.AddRange(_cellState);
        return next;
    }

    private float[] Gru(float[] input, float[] recurrent)
    {
        float[] resets = [.. Enumerable.Range(_hidden, _hidden).Select(i => Sigmoid(input[i] + recurrent[i]))];
        float[] candidates = _cell == CellKind.GruResetAfter
            ? [.. resets.Select((r, unit) => r * (recurrent[(2 * _hidden) + unit] + _candidateBias[unit]))]
            : Product([.. resets.Select((r, unit) => r * State[unit])], _stateWeights)[(2 * _hidden)..];
        float[] next = new float[_hidden];
        for (int unit = 0; unit < _hidden; unit++)
        {
            float z = Sigmoid(input[unit] + recurrent[unit]);
            float candidate = MathF.Tanh(input[(2 * _hidden) + unit] + candidates[unit]);
            next[unit] = (z * State[unit]) + ((1 - z) * candidate);
            Keep(z, resets[unit], candidate);
        }

        return next;
    }

    private float Activate(float x) => _cell == CellKind.RnnRelu ? Math.Max(0, x) : MathF.Tanh(x);

    private void Keep(params ReadOnlySpan<float> gates)
    {
        for (int gate = 0; gate < gates.Length; gate++)
        {
            _gates[gate].Add(gates[gate]);
        }
    }

    private (float[] Bias, float[] Candidate) ReadBias(ParameterStore store, Bias kind)
    {
        if (kind == Bias.None)
        {
            return (new float[_width], new float[_hidden]);
        }

        if (kind == Bias.Single)
        {
            float[] all = Read(store, $"rnn.bias_{Layer}", _cell.SingleBiases() * _hidden);
            return (all[.._width], _cell == CellKind.GruResetAfter ? all[_width..] : new float[_hidden]);
        }

        float[] bias = Read(store, $"rnn.bias_ih_{Layer}", _width);
        float[] second = Read(store, $"rnn.bias_hh_{Layer}", _width);
        int summed = _cell == CellKind.GruResetAfter ? 2 * _hidden : _width;
        for (int i = 0; i < summed; i++)
        {
            bias[i] += second[i];
        }

        return (bias, second[^_hidden..]);
    }
}
