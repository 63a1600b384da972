namespace NativeRnn.Samples;

/// <summary>A small translator.</summary>
internal static class Seq2Seq
{
    internal static void Run()
    {
        using var model = Train(AttentionKind.None);
        Console.WriteLine(model.Translate("He is buying two books."));
    }

    internal static Seq2SeqModel Train(AttentionKind attention)
    {
        #region book
        var pairs = PairCorpus.FromFile("data/english-french.tsv");
        var model = new Seq2SeqModel(
            new() { Cell = CellKind.GruResetBefore, Hidden = 64, Layers = 1, Embed = 32, Attention = attention },
            pairs.SourceCodec,
            pairs.TargetCodec);
        using var trainer = new Seq2SeqTrainer(model, pairs, new()
        {
            Optimizer = new() { Kind = OptimizerKind.Adam, LearningRate = 0.01 },
            Epochs = 12,
        });
        trainer.Fit(epochs: new PrintEpochs());
        #endregion
        return model;
    }
}
