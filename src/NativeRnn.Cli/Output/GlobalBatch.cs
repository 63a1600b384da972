namespace NativeRnn.Cli;

/// <summary>What an optimizer step sees, on all ranks together.</summary>
/// <param name="Size">How much at most.</param>
/// <param name="Unit">Of what: windows, pairs or tokens.</param>
internal readonly record struct GlobalBatch(long Size, string Unit)
{
    /// <summary>That of a run.</summary>
    internal static GlobalBatch Of(Trainer trainer) => trainer switch
    {
        LanguageModelTrainer text => new((long)text.Options.Windows.Batch * text.Options.Accumulation, "window"),
        Seq2SeqTrainer { Options.Batches.BatchTokens: { } tokens } pairs => new((long)tokens * pairs.Options.Accumulation, "token"),
        Seq2SeqTrainer pairs => new((long)pairs.Options.Batches.Batch * pairs.Options.Accumulation, "pair"),
        _ => throw new NotSupportedException("Ranks share language models and translators."),
    };

    public override string ToString() => TrainingLines.Count(Size, Unit);
}
