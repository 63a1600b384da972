namespace NativeRnn.Cli;

/// <summary>What all kinds of training have.</summary>
internal static class TrainerSettings
{
    /// <summary>How a trainer trains.</summary>
    internal static TrainingOptions Settings(this Trainer trainer) => trainer switch
    {
        LanguageModelTrainer writer => writer.Options,
        Seq2SeqTrainer translator => translator.Options,
        _ => throw new ArgumentException("There is no such kind of training.", nameof(trainer)),
    };
}
