namespace NativeRnn;

/// <summary>Recurrent layers that read a window row by row from a state of zeros, and a linear layer on the last state.</summary>
internal sealed class RecurrentSeriesNetwork : SeriesNetwork
{
    private readonly int _window;
    private readonly int _channels;
    private readonly RecurrentNetwork _network;
    private readonly Linear _output;

    internal RecurrentSeriesNetwork(ParameterStore store, TimeSeriesModelOptions options, int channels)
    {
        (_window, _channels) = (options.Window, channels);
        _network = new RecurrentNetwork(store, "rnn", new RecurrentNetworkOptions
        {
            Layer = new RecurrentLayerOptions { Cell = options.Cell, Inputs = channels, Hidden = options.Hidden },
            Layers = options.Layers,
        });
        _output = new Linear(store, "linear", options.Hidden, channels);
    }

    internal override Shape InputShape(int batch) => new(_window, batch, _channels);

    internal override void Place(ReadOnlySpan<float> window, int row, Span<float> inputs)
    {
        var batch = inputs.Length / window.Length;
        for (var step = 0; step < _window; step++)
        {
            window.Slice(step * _channels, _channels).CopyTo(inputs[(((step * batch) + row) * _channels)..]);
        }
    }

    internal override Variable Forward(Tape tape, Variable input)
    {
        var batch = input.Shape[1];
        var hidden = _network.Options.Layer.Hidden;
        var zeros = tape.Take(_network.StateShape(batch)); // [L, S, 1, N, H]
        tape.Session.Fill(zeros, 0);
        var outputs = _network.Forward(tape, input, tape.Constant(zeros)).Output; // [τ, N, H]
        var last = Slice.Forward(tape, outputs, (long)(_window - 1) * batch * hidden, new Shape(batch, hidden)); // [N, H]
        return _output.Forward(tape, last);
    }
}
