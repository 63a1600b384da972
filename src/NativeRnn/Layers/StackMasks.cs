using System.Buffers;

namespace NativeRnn;

/// <summary>What a stack of layers drops in one pass over its sequences, even if that takes several calls.</summary>
/// <remarks>
/// Recurrent weights and locked masks are drawn at once, in memory that is lent; masks for each step are drawn on the
/// way, as without them.
/// </remarks>
internal readonly ref struct StackMasks
{
    private readonly RecurrentNetworkOptions _options;
    private readonly RandomSource? _random;
    private readonly LayerMasks[]? _layers;

    /// <summary>Draws masks for a batch; in inference there are none.</summary>
    internal StackMasks(Tape tape, RecurrentNetwork network, int batch, RandomSource? random)
    {
        _options = network.Options;
        _random = random;
        if (!tape.IsTraining || (_options.RecurrentDropout == 0 && !HasLocked))
        {
            return;
        }
        var layers = network.Layers;
        _layers = ArrayPool<LayerMasks>.Shared.Rent(layers.Count);
        for (var l = 0; l < layers.Count; l++)
        {
            _layers[l].Weights = layers[l].DropWeights(tape, _options.RecurrentDropout, random);
            _layers[l].Between = l > 0 && HasLocked
                ? DropoutMask.Draw(Dropout.Required(random), (long)batch * layers[l].Options.Inputs)
                : default;
        }
    }

    private bool HasLocked => _options is { DropoutKind: DropoutKind.Locked, Dropout: > 0 };

    /// <summary>What is left of a layer's weights.</summary>
    internal DroppedWeights Weights(int layer) => _layers is null ? default : _layers[layer].Weights;

    /// <summary>What a layer reads of the one below, or of the stack's input.</summary>
    internal Variable Between(Tape tape, Variable input, int layer)
    {
        if (layer == 0 || _options.Dropout == 0 || !tape.IsTraining)
        {
            return input;
        }
        return HasLocked
            ? Dropout.Forward(tape, input, _options.Dropout, _layers![layer].Between)
            : Dropout.Forward(tape, input, _options.Dropout, _random);
    }

    public void Dispose()
    {
        if (_layers is not null)
        {
            ArrayPool<LayerMasks>.Shared.Return(_layers, clearArray: true);
        }
    }

    private struct LayerMasks
    {
        internal DroppedWeights Weights;
        internal DropoutMask Between;
    }
}
