namespace NativeRnn.Samples;

/// <summary>The same with a memory cell.</summary>
internal static class Lstm
{
    internal static void Run()
    {
        #region book
        var corpus = Corpus.FromFile("data/lighthouse.txt", new() { Normalization = Normalization.Letters });
        using var model = new LanguageModel(new() { Cell = CellKind.Lstm, Hidden = 64 }, corpus.Codec);
        using var trainer = new LanguageModelTrainer(model, corpus.Tokens, new()
        {
            Windows = new() { Batch = 32, Steps = 35, Sampling = Sampling.Sequential },
            Optimizer = new() { Kind = OptimizerKind.Adam, LearningRate = 0.01 },
            Epochs = 6,
        });
        trainer.Fit(epochs: new PrintEpochs());
        Console.WriteLine(model.Generate("the lamp ", new() { Length = 60, Temperature = 0.5 }));
        #endregion
    }
}
