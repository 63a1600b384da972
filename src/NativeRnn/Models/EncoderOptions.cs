using System.Diagnostics.CodeAnalysis;

namespace NativeRnn;

/// <summary>What a recurrent encoder is made of.</summary>
public sealed record EncoderOptions : CoderOptions
{
    private readonly int _classes;

    /// <summary>The defaults: one layer of 32 units on embeddings of 32 features.</summary>
    public EncoderOptions()
        : base(layers: 1)
    {
    }

    [SetsRequiredMembers]
    internal EncoderOptions(Seq2SeqOptions whole, int classes)
        : base(whole)
    {
        Classes = classes;
        Direction = whole.IsBidirectional ? Direction.Both : Direction.Forward;
        Merge = whole.Merge;
    }

    [SetsRequiredMembers]
    internal EncoderOptions(SequenceLabellerOptions whole, int classes)
        : base(whole)
    {
        Classes = classes;
        Direction = whole.IsBidirectional ? Direction.Both : Direction.Forward;
        Merge = whole.Merge;
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

    /// <summary>The order in which the source is read; forward by default.</summary>
    public Direction Direction { get; init; } = Direction.Forward;

    /// <inheritdoc cref="RecurrentLayerOptions.Merge"/>
    public BidirectionalMerge Merge { get; init; }

    /// <summary>The stack of layers on the embeddings.</summary>
    internal RecurrentNetworkOptions Network()
    {
        var network = Network(Embed, Direction);
        return network with { Layer = network.Layer with { Merge = Merge } };
    }
}
