using NativeRnn.Samples;

namespace NativeRnn.Tests.Models;

/// <summary>Little taggers and classifiers, and sequences that they can learn.</summary>
internal static class SmallLabels
{
    internal static LabelledSequences Sentences(int count = 40, ulong seed = 1) =>
        LabelledSequences.FromSentences(HouseGrammar.TaggedSentences(count, new RandomSource(seed)), All);

    internal static LabelledSequences Texts(int count = 40, ulong seed = 1) =>
        LabelledSequences.FromTexts(HouseGrammar.LabelledTexts(count, new RandomSource(seed)), All);

    internal static LabelledSequencesOptions All => new() { MinFrequency = 1 };

    internal static SequenceTagger Tagger(
        LabelledSequences data, SequenceTaggerOptions? options = null, Engine? engine = null) =>
        new(options ?? new() { Cell = CellKind.Lstm, Hidden = 8, Embed = 6 }, data.Codec, data.Labels, new RandomSource(3), Drawn, engine);

    internal static SequenceClassifier Classifier(
        LabelledSequences data, SequenceClassifierOptions? options = null, Engine? engine = null) =>
        new(options ?? new() { Cell = CellKind.Lstm, Hidden = 8, Embed = 6 }, data.Codec, data.Labels, new RandomSource(3), Drawn, engine);

    internal static SequenceLabellerTrainingOptions Training(int epochs = 3) => new()
    {
        Batches = new LabelledBatchOptions { Batch = 8 },
        Epochs = epochs,
        Optimizer = new OptimizerOptions { Kind = OptimizerKind.Adam, LearningRate = 0.01 },
    };

    /// <summary>Sequences [T, N] of some lengths, padded with a token of one's choice.</summary>
    internal static SourceBatch Batch(int[][] sequences, int steps, int padding)
    {
        var ids = Enumerable.Repeat(padding, steps * sequences.Length).ToArray();
        for (var n = 0; n < sequences.Length; n++)
        {
            for (var t = 0; t < sequences[n].Length; t++)
            {
                ids[(t * sequences.Length) + n] = sequences[n][t];
            }
        }
        return new SourceBatch(ids, sequences.Select(row => row.Length).ToArray(), steps, sequences.Length);
    }

    // Biases too, so that a mixed-up one shows.
    private static Initializer Drawn => Initializer.PyTorchUniform;
}
