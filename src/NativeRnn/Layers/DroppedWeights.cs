namespace NativeRnn;

/// <summary>A recurrent layer's parameters with some of its recurrent weights dropped, for the passes of one step.</summary>
/// <remarks>
/// Made by <see cref="RecurrentLayer.DropWeights"/>; valid until its tape's next <see cref="Tape.Reset"/>. The default
/// value stands for all weights.
/// </remarks>
public readonly struct DroppedWeights
{
    internal DroppedWeights(Variable parameters, ulong version)
    {
        Parameters = parameters;
        Version = version;
        IsMasked = true;
    }

    /// <summary>Whether a mask was drawn.</summary>
    internal bool IsMasked { get; }

    /// <summary>All of the layer's parameters in a row; what it receives as gradient goes through the same mask.</summary>
    internal Variable Parameters { get; }

    /// <summary>Of no other weights: packed copies are made anew.</summary>
    internal ulong Version { get; }
}
