namespace NativeRnn.Tests.Training;

/// <summary>A little model and a text that it can learn.</summary>
internal static class SmallRun
{
    internal const string Text =
        "the lamp is lit and the lamp is bright and the ship sails by the lamp at night and the night is long. ";

    internal static Corpus Corpus(int repetitions = 20) => NativeRnn.Corpus.FromText(
        string.Concat(Enumerable.Repeat(Text, repetitions)), new CorpusOptions { Normalization = Normalization.None });

    internal static LanguageModel Model(
        Corpus corpus, CellKind cell = CellKind.Lstm, int layers = 1, float dropout = 0, Engine? engine = null, int embed = 0) =>
        new(
            new LanguageModelOptions { Cell = cell, Hidden = 24, Layers = layers, Dropout = dropout, Embed = embed },
            corpus.Codec,
            new RandomSource(3),
            engine: engine);

    internal static LanguageModelTrainingOptions Options(
        int epochs = 3, Sampling sampling = Sampling.Sequential, OptimizerKind optimizer = OptimizerKind.Adam) => new()
        {
            Windows = new WindowOptions { Batch = 4, Steps = 12, Sampling = sampling },
            Epochs = epochs,
            Optimizer = new OptimizerOptions { Kind = optimizer, LearningRate = optimizer >= OptimizerKind.Adam ? 0.01 : 0.5 },
        };

    internal static float[] Parameters(LanguageModel model) => model.Parameters.Values.ToArray();
}
