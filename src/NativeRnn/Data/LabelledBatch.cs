namespace NativeRnn;

/// <summary>Labelled sequences side by side, padded to the longest; filled again and again by a sampler.</summary>
/// <remarks>
/// Time-major: step t of row n is element t · N + n. What the properties give holds until the next batch is filled in.
/// Its memory grows to the largest batch it has held.
/// </remarks>
public sealed class LabelledBatch
{
    private int[] _sequences = [];
    private int[] _ids = [];
    private int[] _lengths = [];
    private int[] _labels = [];
    private int _labelCount;

    /// <summary>Sequences in the batch, N; 0 before the first.</summary>
    public int Count { get; private set; }

    /// <summary>T, steps of the longest sequence; at least 1.</summary>
    public int Steps { get; private set; }

    /// <summary>[N]: the index of each sequence in its corpus.</summary>
    public ReadOnlyMemory<int> Sequences => _sequences.AsMemory(0, Count);

    /// <summary>The token ids [T, N], and their lengths [N].</summary>
    public SourceBatch Source => new(_ids.AsMemory(0, Steps * Count), _lengths.AsMemory(0, Count), Steps, Count);

    /// <summary>
    /// [T, N] labels of tokens, <see cref="CrossEntropy.IgnoreNothing"/> behind a sequence's end; or [N], labels of
    /// sequences.
    /// </summary>
    public ReadOnlyMemory<int> Labels => _labels.AsMemory(0, _labelCount);

    /// <summary>Copies sequences in.</summary>
    /// <param name="data">Where they are.</param>
    /// <param name="sequences">Their indices.</param>
    /// <param name="steps">The longest sequence; what is behind is cut.</param>
    internal void Fill(LabelledSequences data, ReadOnlySpan<int> sequences, int steps)
    {
        Count = sequences.Length;
        Reserve(ref _sequences, Count, 0);
        Reserve(ref _lengths, Count, 0);
        sequences.CopyTo(_sequences);
        Steps = 1;
        for (int row = 0; row < Count; row++)
        {
            _lengths[row] = Math.Min(data.LengthOf(sequences[row]), steps);
            Steps = Math.Max(Steps, _lengths[row]);
        }

        bool labelsTokens = data.LabelUnit == LabelUnit.Token;
        _labelCount = labelsTokens ? Steps * Count : Count;
        Reserve(ref _ids, (long)Steps * Count, Vocabulary.UnknownIndex);
        Reserve(ref _labels, labelsTokens ? (long)Steps * Count : Count, CrossEntropy.IgnoreNothing);
        for (int row = 0; row < Count; row++)
        {
            ReadOnlySpan<int> labels = data.LabelsOf(sequences[row]);
            CopyColumn(data.TokensOf(sequences[row])[.._lengths[row]], _ids, row);
            CopyColumn(labelsTokens ? labels[.._lengths[row]] : labels, _labels, row);
        }
    }

    private static void Reserve(ref int[] elements, long needed, int value)
    {
        if (needed > Array.MaxLength)
        {
            throw new InvalidDataException("A batch is too large for memory; lower Batch or Steps.");
        }

        if (elements.Length < needed)
        {
            elements = new int[Math.Max(needed, Math.Min(2L * elements.Length, Array.MaxLength))];
        }

        elements.AsSpan(0, (int)needed).Fill(value);
    }

    private void CopyColumn(ReadOnlySpan<int> values, int[] elements, int row)
    {
        for (int step = 0; step < values.Length; step++)
        {
            elements[(step * Count) + row] = values[step];
        }
    }
}
