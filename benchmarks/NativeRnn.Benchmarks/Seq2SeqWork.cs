namespace NativeRnn.Benchmarks;

/// <summary>Sizes of a sequence-to-sequence model and of the sentences that it reads.</summary>
/// <param name="Words">V, tokens of each vocabulary.</param>
/// <param name="Steps">T, tokens of each sentence, its end token included.</param>
/// <param name="Model">What the model is made of.</param>
internal sealed record Seq2SeqWork(int Words, int Steps, Seq2SeqOptions Model)
{
    /// <summary>N, pairs of a training batch.</summary>
    internal const int Batch = 64;

    /// <summary>The book's translator (Dive into Deep Learning, 0.17, section 9.7).</summary>
    internal static Seq2SeqWork Book(CellKind cell) => new(200, 10, new Seq2SeqOptions { Cell = cell });

    internal static Seq2SeqWork Large(CellKind cell, AttentionKind attention = AttentionKind.None) =>
        new(10_000, 30, new Seq2SeqOptions { Cell = cell, Attention = attention, Embed = 256, Hidden = 512, Layers = 2 });
}
