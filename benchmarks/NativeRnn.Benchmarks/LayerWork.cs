namespace NativeRnn.Benchmarks;

/// <summary>One recurrent layer with an input of its own width, its tapes and its state.</summary>
internal sealed class LayerWork : IDisposable
{
    private readonly ParameterStore _store;
    private readonly RecurrentNetwork _network;
    private readonly Tape _given;
    private readonly Tape _inference;
    private readonly Tape _training;
    private readonly RecurrentState _state;
    private readonly Tensor _input;
    private readonly Tensor _gradient;

    internal LayerWork(Engine engine, CellKind cell, int steps, int batch, int hidden)
    {
        _store = new ParameterStore(engine);
        _network = new RecurrentNetwork(_store, "rnn", new RecurrentNetworkOptions
        {
            Layer = new RecurrentLayerOptions { Cell = cell, Inputs = hidden, Hidden = hidden },
        });
        _store.Allocate();
        _store.Initialize(Initializer.XavierUniform, new RandomSource(0));
        _given = new Tape(engine, isTraining: false);
        _inference = new Tape(engine, isTraining: false);
        _training = new Tape(engine);
        _state = _network.CreateState(batch);
        _input = RandomTensor(new Shape(steps, batch, hidden));
        _gradient = RandomTensor(new Shape(steps, batch, hidden));
    }

    internal void Infer()
    {
        _inference.Reset();
        _ = _network.Forward(_inference, _inference.Constant(_input), _state);
    }

    internal void Train()
    {
        _store.MarkChanged(); // as an optimizer does, so that weights are packed anew
        _training.Reset();
        var output = _network.Forward(_training, _training.Input(_input), _state);
        _training.AddGradient(output, _gradient);
        _training.Backward();
    }

    public void Dispose()
    {
        _state.Dispose();
        _given.Dispose();
        _inference.Dispose();
        _training.Dispose();
        _store.Dispose();
    }

    private Tensor RandomTensor(Shape shape)
    {
        var random = new RandomSource(3);
        var values = new float[shape.Count];
        foreach (ref var value in values.AsSpan())
        {
            value = random.NextSingle() - 0.5f;
        }
        return _given.Constant(values, shape).Value;
    }
}
