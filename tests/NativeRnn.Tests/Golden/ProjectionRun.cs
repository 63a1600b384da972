namespace NativeRnn.Tests.Golden;

/// <summary>A golden case of an LSTM with a projection, run through the native layer.</summary>
internal sealed class ProjectionRun : IDisposable
{
    private readonly Engine _engine = Engine.Cpu();
    private readonly StepArena _arena;
    private readonly Session _session;
    private readonly RecurrentKernel _kernel;
    private readonly GoldenCase _golden;
    private RecurrentViews _views;

    internal ProjectionRun(GoldenCase golden)
    {
        _golden = golden;
        _arena = new StepArena(_engine);
        _session = new Session(_engine);
        _kernel = new RecurrentKernel(
            _engine,
            CellKind.Lstm,
            golden.IsBidirectional ? Direction.Both : Direction.Forward,
            golden.HasBias ? Bias.Pair : Bias.None,
            golden.Size("I"),
            golden.Size("H"),
            new LstmParts { Projection = golden.Size("P") });
        _views.Parameters = Flat(Parameters(string.Empty));
        _views.Input = Flat(golden.Array("x")).Reshape(new Shape(golden.Size("T"), golden.Size("N"), golden.Size("I")));
        _views.StateIn = Flat(Joined("h0", "c0"));
        _views.Output = _arena.Take(
            new Shape(golden.Size("T"), golden.Size("N"), Directions * golden.Size("P")));
        _views.StateOut = _arena.Take(_views.StateIn.Shape);
    }

    private int Directions => _golden.IsBidirectional ? 2 : 1;

    internal void Infer() => _session.RecurrentForward(_kernel.Handle, _views, version: 1, _golden.Lengths);

    internal void Train()
    {
        var floats = _session.RecurrentWorkspaceCount(
            _kernel.Handle, _golden.Size("T"), _golden.Size("N"), _golden.Lengths);
        _views.Workspace = _arena.Take(new Shape((int)floats));
        Infer();
        _views.OutputGradient = Flat(_golden.Array("gy"));
        _views.StateOutGradient = Flat(Joined("ghn", "gcn"));
        _views.InputGradient = _arena.Take(_views.Input.Shape);
        _views.StateInGradient = _arena.Take(_views.StateIn.Shape);
        _views.ParametersGradient = Flat(new float[_views.Parameters.Shape.Count]);
        _session.RecurrentBackward(_kernel.Handle, _views, version: 1, _golden.Lengths);
    }

    internal void ExpectValues()
    {
        Agreement.OfValues(_views.Output.ToArray(), _golden.Array("y"), "y");
        Agreement.OfValues(_views.StateOut.ToArray(), Joined("hn", "cn"), "states");
    }

    internal void ExpectGradients()
    {
        Agreement.OfGradients(_views.InputGradient.ToArray(), _golden.Array("gradfull_x"), "x");
        Agreement.OfGradients(_views.StateInGradient.ToArray(), Joined("gradfull_h0", "gradfull_c0"), "states");
        Agreement.OfGradients(_views.ParametersGradient.ToArray(), Parameters("gradfull_"), "parameters");
    }

    public void Dispose()
    {
        _kernel.Handle.Dispose();
        _session.Dispose();
        _arena.Dispose();
        _engine.Dispose();
    }

    // In our order: weight_ih [D, C, 4H], weight_hh [D, P, 4H], the projection [D, H, P], then the biases.
    private float[] Parameters(string prefix)
    {
        var all = new List<float>();
        AddEachDirection("w_ih_l0", Gates);
        AddEachDirection("w_hh_l0", Gates);
        AddEachDirection("w_hr_l0", theirs => GateLayout.Transpose(_golden.Size("H"), theirs));
        if (_golden.HasBias)
        {
            AddEachDirection("b_ih_l0", Gates);
            AddEachDirection("b_hh_l0", Gates);
        }
        return [.. all];

        void AddEachDirection(string name, Func<float[], float[]> turned)
        {
            all.AddRange(turned(_golden.Array(prefix + name)));
            if (_golden.IsBidirectional)
            {
                all.AddRange(turned(_golden.Array($"{prefix}{name}_reverse")));
            }
        }
    }

    private float[] Gates(float[] theirs) =>
        GateLayout.Import(PyTorchLayout.Order(CellKind.Lstm), _golden.Size("H"), theirs);

    private float[] Joined(string hidden, string cell) => [.. _golden.Array(hidden), .. _golden.Array(cell)];

    private Tensor Flat(float[] values)
    {
        var tensor = _arena.Take(new Shape(values.Length));
        tensor.CopyFrom(values);
        return tensor;
    }
}
