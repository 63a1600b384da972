using NativeRnn.Tests.Training;

namespace NativeRnn.Tests.Checkpoints;

/// <summary>Little translators whose numbers are all drawn, biases included, so that a mixed-up one shows.</summary>
internal static class SmallTranslator
{
    private static readonly PairCorpus _corpus = SmallPairs.Corpus();

    /// <summary>All cells, attention kinds, biases and directions, and a tied output layer.</summary>
    public static IEnumerable<Seq2SeqOptions> Shapes() => [.. PlainShapes(), .. StackShapes()];

    /// <summary>Stacks that are more than PyTorch's.</summary>
    public static IEnumerable<Seq2SeqOptions> StackShapes() =>
    [
        SmallPairs.Shape(AttentionKind.None, CellKind.Lstm, bothWays: true) with { Merge = BidirectionalMerge.Sum },
        SmallPairs.Shape(AttentionKind.Dot, bothWays: true) with { Merge = BidirectionalMerge.Sum, HasLayerNorm = true },
        SmallPairs.Shape(AttentionKind.Additive, CellKind.Lstm, bothWays: true) with { IsResidual = true, HasLayerNorm = true },
        SmallPairs.Shape(AttentionKind.General) with { IsResidual = true },
        SmallPairs.Shape(AttentionKind.General, CellKind.Lstm, bothWays: true) with { HasPeepholes = true },
    ];

    private static IEnumerable<Seq2SeqOptions> PlainShapes() =>
    [
        SmallPairs.Shape(AttentionKind.None),
        SmallPairs.Shape(AttentionKind.None, CellKind.Lstm, bothWays: true),
        SmallPairs.Shape(AttentionKind.None, CellKind.GruResetBefore, bothWays: true) with { Layers = 1, Bias = Bias.None },
        SmallPairs.Shape(AttentionKind.Dot, CellKind.RnnRelu) with { Bias = Bias.Pair },
        SmallPairs.Shape(AttentionKind.Dot, CellKind.Lstm) with { Embed = 12, TiesOutput = true },
        SmallPairs.Shape(AttentionKind.General, CellKind.GruResetAfter, bothWays: true),
        SmallPairs.Shape(AttentionKind.General, CellKind.GruResetBefore) with { Bias = Bias.Pair },
        SmallPairs.Shape(AttentionKind.Additive, CellKind.RnnTanh, bothWays: true) with { Embed = 12, TiesOutput = true },
        SmallPairs.Shape(AttentionKind.Additive, CellKind.Lstm, bothWays: true) with { Bias = Bias.Pair },
        SmallPairs.Shape(AttentionKind.Additive, CellKind.GruResetAfter) with { Bias = Bias.None },
    ];

    /// <summary>Those that PyTorch has cells for.</summary>
    public static IEnumerable<Seq2SeqOptions> PyTorchShapes() =>
        PlainShapes().Where(options => options.Cell != CellKind.GruResetBefore);

    public static Seq2SeqModel Of(Seq2SeqOptions options, ulong seed = 4) => SmallPairs.Model(_corpus, options, seed: seed);
}
