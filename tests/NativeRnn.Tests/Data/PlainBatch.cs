namespace NativeRnn.Tests.Data;

/// <summary>What a batch held, row by row, for comparisons.</summary>
internal sealed record PlainBatch(
    int[] Pairs, int[][] Sources, int[][] Inputs, int[][] Targets, int[] SourceLengths, int[] TargetLengths)
{
    public static PlainBatch Of(PairBatch batch) => new(
        batch.Pairs.ToArray(),
        Rows(batch.Source.ToArray(), batch.Count),
        Rows(batch.Inputs.ToArray(), batch.Count),
        Rows(batch.Targets.ToArray(), batch.Count),
        batch.SourceLengths.ToArray(),
        batch.TargetLengths.ToArray());

    /// <summary>Positions of both sides, padding included.</summary>
    public int Size => Pairs.Length * (Sources[0].Length + Targets[0].Length);

    /// <summary>One line that is equal where all is.</summary>
    public override string ToString() => string.Join(
        " | ", [Text([Pairs]), Text(Sources), Text(Inputs), Text(Targets), Text([SourceLengths]), Text([TargetLengths])]);

    private static int[][] Rows(int[] elements, int count) =>
        [.. Enumerable.Range(0, count).Select(row => elements.Where((_, i) => i % count == row).ToArray())];

    private static string Text(int[][] rows) => string.Join("; ", rows.Select(row => string.Join(' ', row)));
}
