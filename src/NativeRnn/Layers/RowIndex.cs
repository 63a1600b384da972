namespace NativeRnn;

/// <summary>What operations ask of a choice of rows; empty stands for r % count.</summary>
internal static class RowIndex
{
    internal static void Validate(ReadOnlySpan<int> index, long rows, long count, string name)
    {
        if (index.IsEmpty ? rows % count != 0 : index.Length != rows)
        {
            throw new ArgumentException(
                index.IsEmpty
                    ? $"{rows} rows are no multiple of {count}: say for each of them which one belongs to it."
                    : $"{rows} rows need as many indices, not {index.Length}.",
                name);
        }
        foreach (var row in index)
        {
            if ((uint)row >= count)
            {
                throw new ArgumentOutOfRangeException(name, row, $"Indices must be 0 to {count - 1}.");
            }
        }
    }
}
