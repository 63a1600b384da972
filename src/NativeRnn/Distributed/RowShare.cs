namespace NativeRnn;

/// <summary>Which part of something in a row is one rank's: parts differ by one at most and follow each other by rank.</summary>
/// <param name="Rank">From 0.</param>
/// <param name="Ranks">How many share.</param>
internal readonly record struct RowShare(int Rank, int Ranks)
{
    /// <summary>All of it.</summary>
    internal static RowShare Whole => new(0, 1);

    /// <summary>Where the part of so many rows begins.</summary>
    internal int First(int rows) => (int)((long)rows * Rank / Ranks);

    /// <summary>How many of so many rows it has; 0 where there are more ranks than rows.</summary>
    internal int Count(int rows) => (int)((long)rows * (Rank + 1) / Ranks) - First(rows);

    /// <summary>The part of a span.</summary>
    internal ReadOnlySpan<T> Of<T>(ReadOnlySpan<T> rows) => rows.Slice(First(rows.Length), Count(rows.Length));
}
