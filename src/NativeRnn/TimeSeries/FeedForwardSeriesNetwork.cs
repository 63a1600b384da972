namespace NativeRnn;

/// <summary>Linear layers on a window as one long row, with tanh between them.</summary>
internal sealed class FeedForwardSeriesNetwork : SeriesNetwork
{
    private readonly int _features; // τ C
    private readonly Linear[] _hidden;
    private readonly Linear _output;

    internal FeedForwardSeriesNetwork(ParameterStore store, TimeSeriesModelOptions options, int channels)
    {
        _features = checked(options.Window * channels);
        _hidden = new Linear[options.Kind == SeriesModelKind.Mlp ? options.Layers : 0];
        var inputs = _features;
        for (var l = 0; l < _hidden.Length; l++)
        {
            _hidden[l] = new Linear(store, $"hidden.{l}", inputs, options.Hidden);
            inputs = options.Hidden;
        }
        _output = new Linear(store, "linear", inputs, channels);
    }

    internal override Shape InputShape(int batch) => new(batch, _features);

    internal override void Place(ReadOnlySpan<float> window, int row, Span<float> inputs) =>
        window.CopyTo(inputs[(row * _features)..]);

    internal override Variable Forward(Tape tape, Variable input)
    {
        var current = input; // [N, τ C]
        foreach (var layer in _hidden)
        {
            current = Activation.Tanh(tape, layer.Forward(tape, current)); // [N, H]
        }
        return _output.Forward(tape, current);
    }
}
