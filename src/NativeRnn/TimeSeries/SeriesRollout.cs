namespace NativeRnn;

/// <summary>Predicts step after step for several histories side by side, each from its own predictions.</summary>
internal sealed class SeriesRollout : IDisposable
{
    private readonly SeriesNetwork _network;
    private readonly Tape _tape;
    private readonly float[] _tracks; // [N, τ + K, C], normalised: the history's end, then predictions
    private readonly int _window;
    private readonly int _channels;
    private readonly int _steps;

    /// <param name="model">What predicts.</param>
    /// <param name="batch">N, histories at the most.</param>
    /// <param name="steps">K.</param>
    /// <param name="inference">How it computes.</param>
    internal SeriesRollout(TimeSeriesModel model, int batch, int steps, InferenceOptions inference)
    {
        (_network, _window, _channels, _steps) = (model.Network, model.Options.Window, model.Channels.Count, steps);
        _tracks = new float[checked(batch * TrackLength)];
        _tape = new Tape(model.Engine, inference);
    }

    private int TrackLength => checked((_window + _steps) * _channels);

    public void Dispose() => _tape.Dispose();

    /// <summary>Sets what a history ends with.</summary>
    /// <param name="row">n.</param>
    /// <param name="window">[τ, C].</param>
    internal void Begin(int row, ReadOnlySpan<float> window) => window.CopyTo(_tracks.AsSpan(row * TrackLength));

    /// <summary>Predicts K steps of the first N histories.</summary>
    internal void Run(int batch, CancellationToken cancellation = default)
    {
        for (var step = 0; step < _steps; step++)
        {
            cancellation.ThrowIfCancellationRequested();
            Predict(batch, step);
        }
    }

    /// <summary>What was predicted for a history, [C].</summary>
    /// <param name="row">n.</param>
    /// <param name="step">k, from 1.</param>
    internal ReadOnlySpan<float> Prediction(int row, int step) => At(row, _window + step - 1, 1);

    private void Predict(int batch, int step)
    {
        _tape.Reset();
        var input = _tape.Take(_network.InputShape(batch));
        using (var map = input.Map())
        {
            for (var n = 0; n < batch; n++)
            {
                _network.Place(At(n, step, _window), n, map.Span);
            }
        }
        using var predicted = _network.Forward(_tape, _tape.Constant(input)).Value.Map(); // [N, C]
        for (var n = 0; n < batch; n++)
        {
            predicted.Span.Slice(n * _channels, _channels).CopyTo(At(n, _window + step, 1));
        }
    }

    private Span<float> At(int row, int first, int count) =>
        _tracks.AsSpan((row * TrackLength) + (first * _channels), count * _channels);
}
