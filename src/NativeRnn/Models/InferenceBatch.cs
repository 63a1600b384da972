namespace NativeRnn;

/// <summary>Sequences side by side that are to be labelled.</summary>
/// <param name="Source">Their ids.</param>
/// <param name="Rows">Of which sequence each row is.</param>
internal readonly record struct InferenceBatch(SourceBatch Source, int[] Rows)
{
    private const int Size = 64; // enough to fill matrix products; results do not depend on it

    /// <summary>Puts all items into batches, similar lengths together.</summary>
    internal static IEnumerable<InferenceBatch> Of<T>(IReadOnlyList<T> items, Func<T, int[]> encode)
    {
        var sequences = new int[items.Count][];
        for (var i = 0; i < sequences.Length; i++)
        {
            ArgumentNullException.ThrowIfNull(items[i], nameof(items));
            sequences[i] = encode(items[i]);
        }
        var order = Enumerable.Range(0, sequences.Length).OrderBy(i => sequences[i].Length);
        return order.Chunk(Size).Select(rows => new InferenceBatch(Pad(sequences, rows), rows));
    }

    private static SourceBatch Pad(int[][] sequences, int[] rows)
    {
        var lengths = Array.ConvertAll(rows, row => sequences[row].Length);
        var steps = Math.Max(1, lengths.Max());
        var ids = new int[steps * rows.Length];
        for (var n = 0; n < rows.Length; n++)
        {
            for (var t = 0; t < lengths[n]; t++)
            {
                ids[(t * rows.Length) + n] = sequences[rows[n]][t];
            }
        }
        return new SourceBatch(ids, lengths, steps, rows.Length);
    }
}
