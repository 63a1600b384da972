using System.Collections.Concurrent;

namespace NativeRnn.Tests.Evaluation;

/// <summary>A small model that has read most of the repository's story, and the rest of it.</summary>
internal sealed record TrainedModel(LanguageModel Model, ReadOnlyMemory<int> Read, ReadOnlyMemory<int> Held)
{
    private static readonly ConcurrentDictionary<CellKind, Lazy<TrainedModel>> _models = new();

    /// <summary>Trained once for all tests, which leave it as it is.</summary>
    public static TrainedModel Of(CellKind cell) =>
        _models.GetOrAdd(cell, kind => new Lazy<TrainedModel>(() => Train(kind))).Value;

    private static TrainedModel Train(CellKind cell)
    {
        var corpus = Corpus.FromFile(
            RepositoryFolder.File("data", "lighthouse.txt"), new CorpusOptions { Normalization = Normalization.Letters });
        var cut = corpus.Tokens.Length * 9 / 10;
        var (read, held) = (corpus.Tokens[..cut], corpus.Tokens[cut..]);
        var model = new LanguageModel(
            new LanguageModelOptions { Cell = cell, Hidden = 64, Embed = 16 }, corpus.Codec, new RandomSource(1));
        using var trainer = new LanguageModelTrainer(model, read, new LanguageModelTrainingOptions
        {
            Windows = new WindowOptions { Batch = 16, Steps = 24 },
            Epochs = 6,
            Optimizer = new OptimizerOptions { Kind = OptimizerKind.Adam, LearningRate = 0.01 },
        });
        trainer.Fit();
        return new TrainedModel(model, read, held);
    }
}
