namespace NativeRnn;

/// <summary>From a batch of windows to the rows behind them; everything normalised.</summary>
internal abstract class SeriesNetwork
{
    /// <summary>Declares the network that the options name.</summary>
    internal static SeriesNetwork Create(ParameterStore store, TimeSeriesModelOptions options, int channels) =>
        options.Kind == SeriesModelKind.Recurrent
            ? new RecurrentSeriesNetwork(store, options, channels)
            : new FeedForwardSeriesNetwork(store, options, channels);

    /// <summary>The shape of a batch of N windows.</summary>
    internal abstract Shape InputShape(int batch);

    /// <summary>Copies one window into a batch of them.</summary>
    /// <param name="window">[τ, C].</param>
    /// <param name="row">n.</param>
    /// <param name="inputs">The whole batch, in the order of <see cref="InputShape"/>.</param>
    internal abstract void Place(ReadOnlySpan<float> window, int row, Span<float> inputs);

    /// <summary>Predicts.</summary>
    /// <returns>[N, C].</returns>
    internal abstract Variable Forward(Tape tape, Variable input);
}
