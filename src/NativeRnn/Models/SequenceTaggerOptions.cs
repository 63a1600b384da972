namespace NativeRnn;

/// <summary>What a sequence tagger is made of.</summary>
public sealed record SequenceTaggerOptions : SequenceLabellerOptions;
