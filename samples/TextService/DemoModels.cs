namespace NativeRnn.Samples.TextService;

/// <summary>Small models from the texts beside the program, for those who have none of their own yet.</summary>
internal static class DemoModels
{
    internal static LanguageModel TrainWriter(IServiceProvider services)
    {
        using var training = Announce(services, "language model", "--lm");
        var corpus = Corpus.FromFile(DataFile("lighthouse.txt"));
        var model = new LanguageModel(new() { Cell = CellKind.Lstm, Hidden = 128 }, corpus.Codec);
        using var trainer = new LanguageModelTrainer(model, corpus.Tokens, new()
        {
            Windows = new() { Batch = 32, Steps = 35, Sampling = Sampling.Sequential },
            Optimizer = new() { Kind = OptimizerKind.Adam, LearningRate = 0.01 },
            Epochs = 8,
        });
        trainer.Fit(epochs: training);
        return model;
    }

    internal static Seq2SeqModel TrainTranslator(IServiceProvider services)
    {
        using var training = Announce(services, "translator", "--translator");
        var pairs = PairCorpus.FromFile(DataFile("english-french.tsv"));
        var model = new Seq2SeqModel(
            new() { Cell = CellKind.GruResetAfter, Hidden = 64, Layers = 1, Embed = 48, Attention = AttentionKind.General },
            pairs.SourceCodec,
            pairs.TargetCodec);
        using var trainer = new Seq2SeqTrainer(model, pairs, new()
        {
            Optimizer = new() { Kind = OptimizerKind.Adam, LearningRate = 0.01 },
            Epochs = 12,
        });
        trainer.Fit(epochs: training);
        return model;
    }

    private static string DataFile(string name) => Path.Combine(AppContext.BaseDirectory, "data", name);

    private static TrainingNotes Announce(IServiceProvider services, string kind, string option) =>
        new(services.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(DemoModels)), kind, option);
}
