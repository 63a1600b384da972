namespace NativeRnn;

/// <summary>What a recurrent decoder is made of.</summary>
public sealed record DecoderOptions : CoderOptions
{
    /// <summary>
    /// Whether the output layer's weights are the embedding's table (Press and Wolf, 2017); it needs H = E. Not by default.
    /// </summary>
    public bool TiesOutput { get; init; }

    internal ParameterRole TableRole => TiesOutput ? ParameterRole.TiedEmbedding : ParameterRole.Embedding;
}
