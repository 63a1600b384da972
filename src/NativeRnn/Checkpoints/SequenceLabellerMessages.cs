using NativeRnn.Checkpoints.Proto;

namespace NativeRnn;

/// <summary>Taggers and classifiers, to and from a file's header.</summary>
internal static class SequenceLabellerMessages
{
    /// <summary>What a header says of a tagger or a classifier; null where it is of another kind.</summary>
    internal static SequenceLabellerSpec? SpecOf(Header header) => header.SequenceTagger ?? header.SequenceClassifier;

    internal static SequenceLabellerSpec Of(SequenceLabeller model)
    {
        var options = model.Settings;
        var spec = new SequenceLabellerSpec
        {
            Cell = (Cell)options.Cell,
            Hidden = options.Hidden,
            Layers = options.Layers,
            Embed = options.Embed,
            Dropout = options.Dropout,
            Bias = (Checkpoints.Proto.Bias)(options.Bias + 1),
            VocabularySize = model.Codec.Vocabulary.Count,
            Bidirectional = options.IsBidirectional,
            EmbedDropout = options.EmbedDropout,
            Network = NetworkMessages.Of(options),
        };
        spec.Labels.AddRange(model.Labels.Labels);
        return spec;
    }

    internal static SequenceTaggerOptions TaggerOf(SequenceLabellerSpec spec) =>
        Apply(new SequenceTaggerOptions { Cell = (CellKind)spec.Cell }, spec);

    internal static SequenceClassifierOptions ClassifierOf(SequenceLabellerSpec spec) =>
        Apply(new SequenceClassifierOptions { Cell = (CellKind)spec.Cell }, spec);

    /// <summary>The first rule that a spec breaks, or null.</summary>
    internal static string? FindProblem(SequenceLabellerSpec spec) => spec switch
    {
        _ when !HeaderRules.IsKnown(spec.Cell) => $"its cell kind {(int)spec.Cell} is unknown",
        _ when !HeaderRules.IsKnown(spec.Bias) => $"its bias kind {(int)spec.Bias} is unknown",
        { Hidden: < 1 } => $"its hidden size is {spec.Hidden}",
        { Layers: < 1 } => $"its number of layers is {spec.Layers}",
        { Embed: < 1 } => $"its embedding size is {spec.Embed}",
        { Dropout: not (>= 0 and < 1) } => $"its dropout is {spec.Dropout}, outside [0, 1)",
        { EmbedDropout: not (>= 0 and < 1) } => $"its dropout is {spec.EmbedDropout}, outside [0, 1)",
        _ when LabelSet.FindProblem(spec.Labels) is { } problem => $"of its labels, {problem}",
        _ => NetworkMessages.FindProblem(spec.Network, spec.Cell),
    };

    /// <summary>What keeps a header's text settings from being a tagger's, or null.</summary>
    internal static string? FindTextProblem(Header header) =>
        header.SequenceTagger is null
        || (header.Text.Unit == Checkpoints.Proto.TokenUnit.Word
            && header.Text.Normalization is Checkpoints.Proto.Normalization.None or Checkpoints.Proto.Normalization.Lower)
            ? null
            : "a sequence tagger's tokens are words of the normalisation None or Lower";

    private static TOptions Apply<TOptions>(TOptions options, SequenceLabellerSpec spec)
        where TOptions : SequenceLabellerOptions => NetworkMessages.ApplyTo(
            (TOptions)((SequenceLabellerOptions)options with
            {
                Hidden = spec.Hidden,
                Layers = spec.Layers,
                Embed = spec.Embed,
                Dropout = spec.Dropout,
                EmbedDropout = spec.EmbedDropout,
                Bias = (Bias)((int)spec.Bias - 1),
                IsBidirectional = spec.Bidirectional,
            }),
            spec.Network);
}
