namespace NativeRnn;

/// <summary>Sentence pairs side by side, padded to the longest; filled again and again by a sampler.</summary>
/// <remarks>
/// All sequences are time-major: step t of row n is element t · N + n. What the properties give holds until the next
/// batch is filled in. Its memory grows to the largest batch it has held.
/// </remarks>
public sealed class PairBatch
{
    private int[] _pairs = [];
    private int[] _source = [];
    private int[] _sourceLengths = [];
    private int[] _inputs = [];
    private int[] _targets = [];
    private int[] _targetLengths = [];

    /// <summary>Pairs in the batch, N; 0 before the first.</summary>
    public int Count { get; private set; }

    /// <summary>Steps of the longest source, end token included.</summary>
    public int SourceSteps { get; private set; }

    /// <summary>Steps of the longest target, end token included.</summary>
    public int TargetSteps { get; private set; }

    /// <summary>Tokens of all sources, end tokens included, padding not.</summary>
    public int SourceTokens { get; private set; }

    /// <summary>Tokens of all targets, end tokens included, padding not: what a loss is the mean over.</summary>
    public int TargetTokens { get; private set; }

    /// <summary>[N]: the index of each pair in its corpus, in the order of the file.</summary>
    public ReadOnlyMemory<int> Pairs => _pairs.AsMemory(0, Count);

    /// <summary>[T source, N]: tokens, then <c>&lt;eos&gt;</c>, then <c>&lt;pad&gt;</c>.</summary>
    public ReadOnlyMemory<int> Source => _source.AsMemory(0, SourceSteps * Count);

    /// <summary>[N]: steps of each source that are not padding; at least 1.</summary>
    public ReadOnlyMemory<int> SourceLengths => _sourceLengths.AsMemory(0, Count);

    /// <summary>
    /// [T target, N]: what a decoder is fed: <c>&lt;bos&gt;</c>, then the target's tokens, then <c>&lt;pad&gt;</c>.
    /// </summary>
    public ReadOnlyMemory<int> Inputs => _inputs.AsMemory(0, TargetSteps * Count);

    /// <summary>
    /// [T target, N]: what a decoder is to say: the target's tokens, then <c>&lt;eos&gt;</c>, then <c>&lt;pad&gt;</c>.
    /// </summary>
    public ReadOnlyMemory<int> Targets => _targets.AsMemory(0, TargetSteps * Count);

    /// <summary>[N]: steps of each target that are not padding; at least 1.</summary>
    public ReadOnlyMemory<int> TargetLengths => _targetLengths.AsMemory(0, Count);

    /// <summary>Elements of <see cref="Source"/> and <see cref="Targets"/> together.</summary>
    public long Positions => Count * ((long)SourceSteps + TargetSteps);

    /// <summary>Those of <see cref="Positions"/> that are padding.</summary>
    public long PaddedPositions => Positions - SourceTokens - TargetTokens;

    /// <summary>Copies pairs in.</summary>
    /// <param name="pool">Where they are.</param>
    /// <param name="pairs">Their indices in the pool.</param>
    /// <param name="steps">The longest sequence; what is behind is cut.</param>
    internal void Fill(PairPool pool, ReadOnlySpan<int> pairs, int steps)
    {
        Measure(pool, pairs, steps);
        Reserve(ref _source, SourceSteps, Vocabulary.PaddingIndex);
        Reserve(ref _inputs, TargetSteps, Vocabulary.PaddingIndex);
        Reserve(ref _targets, TargetSteps, Vocabulary.PaddingIndex);
        for (int row = 0; row < Count; row++)
        {
            ReadOnlySpan<int> target = pool.TargetOf(pairs[row]);
            CopySentence(pool.SourceOf(pairs[row]), _source, row, _sourceLengths[row]);
            CopySentence(target, _targets, row, _targetLengths[row]);
            _inputs[row] = Vocabulary.BeginIndex;
            CopyColumn(target[..(_targetLengths[row] - 1)], _inputs, Count + row);
        }
    }

    private void Measure(PairPool pool, ReadOnlySpan<int> pairs, int steps)
    {
        Count = pairs.Length;
        (SourceSteps, TargetSteps, SourceTokens, TargetTokens) = (0, 0, 0, 0);
        Reserve(ref _pairs, 1, 0);
        Reserve(ref _sourceLengths, 1, 0);
        Reserve(ref _targetLengths, 1, 0);
        for (int row = 0; row < Count; row++)
        {
            int source = Math.Min(pool.SourceLength(pairs[row]) + 1, steps);
            int target = Math.Min(pool.TargetLength(pairs[row]) + 1, steps);
            (_pairs[row], _sourceLengths[row], _targetLengths[row]) = (pool.First + pairs[row], source, target);
            (SourceSteps, SourceTokens) = (Math.Max(SourceSteps, source), SourceTokens + source);
            (TargetSteps, TargetTokens) = (Math.Max(TargetSteps, target), TargetTokens + target);
        }
    }

    private void Reserve(ref int[] elements, int steps, int value)
    {
        long needed = (long)steps * Count;
        if (needed > Array.MaxLength)
        {
            throw new InvalidDataException(
                $"A batch of {Count} pairs of up to {steps} steps is too large for memory; lower --batch or --steps.");
        }

        if (elements.Length < needed)
        {
            elements = new int[Math.Max(needed, Math.Min(2L * elements.Length, Array.MaxLength))];
        }

        elements.AsSpan(0, (int)needed).Fill(value);
    }

    private void CopySentence(ReadOnlySpan<int> tokens, int[] elements, int row, int length)
    {
        bool isWhole = length > tokens.Length;
        CopyColumn(isWhole ? tokens : tokens[..length], elements, row);
        if (isWhole)
        {
            elements[(tokens.Length * Count) + row] = Vocabulary.EndIndex;
        }
    }

    private void CopyColumn(ReadOnlySpan<int> tokens, int[] elements, int first)
    {
        for (int step = 0; step < tokens.Length; step++)
        {
            elements[first + (step * Count)] = tokens[step];
        }
    }
}
