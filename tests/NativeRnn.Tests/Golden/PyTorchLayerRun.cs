namespace NativeRnn.Tests.Golden;

/// <summary>A golden case run through the C# layers.</summary>
internal sealed class PyTorchLayerRun : IDisposable
{
    private readonly Engine _engine = Engine.Open(EngineChoice.Default);
    private readonly ParameterStore _store;
    private readonly RecurrentNetwork _network;
    private readonly Tape _tape;
    private readonly Variable _input;
    private readonly Variable[] _initial;
    private readonly Variable[] _final;

    internal PyTorchLayerRun(GoldenCase golden, bool isTraining = true)
    {
        Golden = golden;
        _store = new ParameterStore(_engine);
        _network = new RecurrentNetwork(_store, "rnn", Options(golden));
        _store.Allocate();
        ForEachWeight((parameter, name, direction) => Import(parameter, direction, golden.Array(name)));
        _tape = new Tape(_engine, isTraining);
        _input = _tape.Input(Copied(golden.Array("x"), new Shape(golden.Size("T"), Batch, golden.Size("I"))));
        _initial = [.. Enumerable.Range(0, golden.Layers).Select(InitialState)];
        _final = new Variable[golden.Layers];
        Output = _network.Forward(_tape, _input, _initial, _final, lengths: golden.Lengths);
    }

    internal GoldenCase Golden { get; }

    internal Variable Output { get; }

    internal int States => Golden.Cell == CellKind.Lstm ? 2 : 1;

    private int Batch => Golden.Size("N");

    private int Directions => Golden.IsBidirectional ? 2 : 1;

    private Shape StateShape => _network.Layers[0].StateShape(Batch); // [S, D, N, H], or h and then c

    private int HiddenCount => Directions * Batch * (Golden.Projection > 0 ? Golden.Projection : Golden.Size("H")); // of one layer's h

    private int CellCount => Directions * Batch * Golden.Size("H"); // of one layer's c

    internal void BackwardFromOutputs()
    {
        _tape.AddGradient(Output, Copied(Golden.Array("gy"), Output.Shape));
        _tape.Backward();
    }

    internal void BackwardFromOutputsAndStates()
    {
        for (var l = 0; l < _final.Length; l++)
        {
            _tape.AddGradient(_final[l], Copied(StateOf(l, "ghn", "gcn"), StateShape));
        }
        BackwardFromOutputs();
    }

    /// <summary>h (0) or c (1) of all layers as PyTorch has it, [L·D, N, H].</summary>
    internal float[] FinalState(int kind) => AllLayers(_final.Select(state => state.Value), kind);

    internal void ExpectGradients(string prefix)
    {
        Agreement.OfGradients(_input.Gradient.ToArray(), Golden.Array($"{prefix}_x"), "x");
        var states = _initial.Select(state => state.Gradient).ToList();
        Agreement.OfGradients(AllLayers(states, 0), Golden.Array($"{prefix}_h0"), "h0");
        if (States == 2)
        {
            Agreement.OfGradients(AllLayers(states, 1), Golden.Array($"{prefix}_c0"), "c0");
        }
        ForEachWeight((parameter, name, direction) =>
            Agreement.OfGradients(Export(parameter, direction), Golden.Array($"{prefix}_{name}"), name));
    }

    public void Dispose()
    {
        _tape.Dispose();
        _store.Dispose();
        _engine.Dispose();
    }

    private static RecurrentNetworkOptions Options(GoldenCase golden) => new()
    {
        Layer = new RecurrentLayerOptions
        {
            Cell = golden.Cell,
            Inputs = golden.Size("I"),
            Hidden = golden.Size("H"),
            Direction = golden.IsBidirectional ? Direction.Both : Direction.Forward,
            Bias = golden.HasBias ? Bias.Pair : Bias.None,
            Projection = golden.Projection,
        },
        Layers = golden.Layers,
    };

    private void ForEachWeight(Action<Parameter, string, int> action)
    {
        foreach (var parameter in _store.Parameters)
        {
            // rnn.weight_ih_l0 -> w_ih_l0, rnn.bias_hh_l1 -> b_hh_l1
            var name = parameter.Name.Replace("rnn.weight", "w", StringComparison.Ordinal)
                .Replace("rnn.bias", "b", StringComparison.Ordinal);
            for (var d = 0; d < Directions; d++)
            {
                action(parameter, d == 0 ? name : $"{name}_reverse", d);
            }
        }
    }

    private void Import(Parameter parameter, int direction, float[] theirs)
    {
        var whole = parameter.Value.ToArray();
        var ours = IsProjection(parameter)
            ? GateLayout.Transpose(Golden.Size("H"), theirs)
            : GateLayout.Import(PyTorchLayout.Order(Golden.Cell), Golden.Size("H"), theirs);
        ours.CopyTo(whole, direction * theirs.Length);
        parameter.SetValue(whole);
    }

    private float[] Export(Parameter parameter, int direction)
    {
        var whole = parameter.Gradient.ToArray();
        var length = whole.Length / Directions;
        var ours = whole.AsSpan(direction * length, length);
        return IsProjection(parameter)
            ? GateLayout.Transpose(Golden.Projection, ours)
            : GateLayout.Export(PyTorchLayout.Order(Golden.Cell), Golden.Size("H"), ours);
    }

    private static bool IsProjection(Parameter parameter) => parameter.Name.Contains("weight_hr", StringComparison.Ordinal);

    private Tensor Copied(float[] values, Shape shape)
    {
        var tensor = _tape.Take(shape);
        tensor.CopyFrom(values);
        return tensor;
    }

    private Variable InitialState(int layer) => _tape.Input(Copied(StateOf(layer, "h0", "c0"), StateShape));

    // A layer's state from PyTorch's h, [L·D, N, O], and c, [L·D, N, H].
    private float[] StateOf(int layer, string hidden, string cell)
    {
        var state = new List<float>(Golden.Array(hidden).Skip(layer * HiddenCount).Take(HiddenCount));
        if (States == 2)
        {
            state.AddRange(Golden.Array(cell).Skip(layer * CellCount).Take(CellCount));
        }
        return [.. state];
    }

    private float[] AllLayers(IEnumerable<Tensor> states, int kind) =>
        [.. states.SelectMany(state => kind == 0 ? state.ToArray().Take(HiddenCount) : state.ToArray().Skip(HiddenCount))];
}
