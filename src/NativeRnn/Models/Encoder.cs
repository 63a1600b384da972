namespace NativeRnn;

/// <summary>Reads source sequences into what a decoder needs; open to encoders of one's own.</summary>
/// <remarks>An encoder holds parameters and no state: threads that share it have a tape each.</remarks>
public abstract class Encoder
{
    /// <summary>M, features of the output of each step.</summary>
    public abstract int OutputSize { get; }

    /// <summary>Shape of the final state for a batch: [L, S, D, N, H].</summary>
    /// <param name="batch">N, sequences at a time.</param>
    public abstract Shape StateShape(int batch);

    /// <summary>Reads a batch.</summary>
    /// <param name="tape">Records it.</param>
    /// <param name="source">The sequences; unchanged until the backward pass is done.</param>
    /// <param name="random">Draws dropout masks; needed only in training with dropout.</param>
    public abstract EncoderOutput Forward(Tape tape, SourceBatch source, RandomSource? random = null);
}
