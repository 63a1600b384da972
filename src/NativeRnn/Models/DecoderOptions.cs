using System.Diagnostics.CodeAnalysis;

namespace NativeRnn;

/// <summary>What a recurrent decoder is made of.</summary>
public sealed record DecoderOptions : CoderOptions
{
    private readonly int _classes;

    /// <summary>The defaults: one layer of 32 units on embeddings of 32 features.</summary>
    public DecoderOptions()
        : base(layers: 1)
    {
    }

    [SetsRequiredMembers]
    internal DecoderOptions(Seq2SeqOptions whole, int classes)
        : base(whole)
    {
        Classes = classes;
        TiesOutput = whole.TiesOutput;
    }

    /// <summary>V, tokens of the vocabulary, at least 1.</summary>
    public required int Classes
    {
        get => _classes;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(value, nameof(Classes));
            _classes = value;
        }
    }

    /// <summary>
    /// Whether the output layer's weights are the embedding's table (Press and Wolf, 2017); it needs H = E. Not by default.
    /// </summary>
    public bool TiesOutput { get; init; }

    internal ParameterRole TableRole => TiesOutput ? ParameterRole.TiedEmbedding : ParameterRole.Embedding;
}
