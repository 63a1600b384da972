using NativeRnn.Checkpoints.Proto;

namespace NativeRnn;

/// <summary>What stacks of recurrent layers have beyond the plain ones, to and from a file's header.</summary>
internal static class NetworkMessages
{
    private static readonly NetworkSpec _plain = new();

    /// <summary>Whether a header needs readers that know of such stacks.</summary>
    internal static bool IsIn(Header header) =>
        (header.LanguageModel?.Network ?? header.Seq2Seq?.Network ?? SequenceLabellerMessages.SpecOf(header)?.Network)
            is not null;

    /// <summary>What is to be said of a language model; null where there is nothing.</summary>
    internal static NetworkSpec? Of(LanguageModelOptions options)
    {
        var spec = Common(options);
        spec.HiddenSizes.AddRange(options.HiddenSizes);
        (spec.InputDropout, spec.OutputDropout, spec.LearntState, spec.Projection) =
            (options.InputDropout, options.OutputDropout, options.LearnsState, options.Projection);
        return spec.Equals(_plain) ? null : spec;
    }

    /// <summary>What is to be said of a translator; null where there is nothing.</summary>
    internal static NetworkSpec? Of(Seq2SeqOptions options)
    {
        var spec = Common(options);
        spec.Merge = (Merge)options.Merge;
        return spec.Equals(_plain) ? null : spec;
    }

    /// <summary>What is to be said of a tagger or a classifier; null where there is nothing.</summary>
    internal static NetworkSpec? Of(SequenceLabellerOptions options)
    {
        var spec = Common(options);
        spec.Merge = (Merge)options.Merge;
        return spec.Equals(_plain) ? null : spec;
    }

    /// <summary>A language model's options with what a header says; null: nothing.</summary>
    internal static LanguageModelOptions Apply(LanguageModelOptions options, NetworkSpec? spec) => spec is null
        ? options
        : Common(options, spec) with
        {
            HiddenSizes = LayerSizes.Of([.. spec.HiddenSizes]),
            InputDropout = spec.InputDropout,
            OutputDropout = spec.OutputDropout,
            LearnsState = spec.LearntState,
            Projection = spec.Projection,
        };

    /// <summary>A translator's options with what a header says; null: nothing.</summary>
    internal static Seq2SeqOptions Apply(Seq2SeqOptions options, NetworkSpec? spec) =>
        spec is null ? options : Common(options, spec) with { Merge = (BidirectionalMerge)spec.Merge };

    /// <summary>A tagger's or a classifier's options with what a header says; null: nothing.</summary>
    internal static TOptions ApplyTo<TOptions>(TOptions options, NetworkSpec? spec)
        where TOptions : SequenceLabellerOptions => spec is null
        ? options
        : (TOptions)((SequenceLabellerOptions)Common(options, spec) with { Merge = (BidirectionalMerge)spec.Merge });

    /// <summary>The first rule that a language model's breaks, or null.</summary>
    internal static string? FindProblem(LanguageModelSpec model) => model.Network switch
    {
        null => null,
        var spec when spec.HiddenSizes.Count != 0 && spec.HiddenSizes.Count != model.Layers =>
            $"it names {spec.HiddenSizes.Count} hidden sizes for {model.Layers} layers",
        var spec when spec.HiddenSizes.Any(size => size < 1) => $"a hidden size of it is {spec.HiddenSizes.Min()}",
        { Merge: not Merge.Concatenation } => "a language model has no two directions",
        { InputDropout: not (>= 0 and < 1) and var rate } => $"its dropout is {rate}, outside [0, 1)",
        { OutputDropout: not (>= 0 and < 1) and var rate } => $"its dropout is {rate}, outside [0, 1)",
        { Projection: not 0 } when model.Cell != Cell.Lstm => $"its cell {model.Cell} has no projection",
        { Projection: var width } spec when width < 0 || width >= spec.HiddenSizes.DefaultIfEmpty(model.Hidden).Min() =>
            $"its projection to {width} features does not fit its hidden sizes",
        var spec => FindCommonProblem(spec, model.Cell),
    };

    /// <summary>The first rule that another model's breaks, or null.</summary>
    internal static string? FindProblem(NetworkSpec? spec, Cell cell) => spec switch
    {
        null => null,
        { HiddenSizes.Count: > 0 } or { LearntState: true } or { InputDropout: not 0 } or { OutputDropout: not 0 }
            or { Projection: not 0 } => "it has options that only language models have",
        _ when !Enum.IsDefined(spec.Merge) => $"its merge {(int)spec.Merge} is unknown",
        _ => FindCommonProblem(spec, cell),
    };

    private static string? FindCommonProblem(NetworkSpec spec, Cell cell) => spec switch
    {
        { Peephole: true } when cell != Cell.Lstm => $"its cell {cell} has no peepholes",
        _ when !Enum.IsDefined(spec.DropoutKind) => $"its dropout kind {(int)spec.DropoutKind} is unknown",
        { RecurrentDropout: not (>= 0 and < 1) } => $"its dropout is {spec.RecurrentDropout}, outside [0, 1)",
        _ => null,
    };

    private static NetworkSpec Common(RecurrentModelOptions options) => new()
    {
        DropoutKind = (Checkpoints.Proto.DropoutKind)options.DropoutKind,
        RecurrentDropout = options.RecurrentDropout,
        Residual = options.IsResidual,
        LayerNorm = options.HasLayerNorm,
        Peephole = options.HasPeepholes,
    };

    private static TOptions Common<TOptions>(TOptions options, NetworkSpec spec)
        where TOptions : RecurrentModelOptions => (TOptions)((RecurrentModelOptions)options with
        {
            DropoutKind = (DropoutKind)spec.DropoutKind,
            RecurrentDropout = spec.RecurrentDropout,
            IsResidual = spec.Residual,
            HasLayerNorm = spec.LayerNorm,
            HasPeepholes = spec.Peephole,
        });
}
