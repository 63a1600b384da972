namespace NativeRnn;

/// <summary>Which pairs of a pool share a batch, and in which order the batches come.</summary>
internal sealed class PairBatchPlan(PairBatchOptions options)
{
    private int[] _pairs = []; // the pool's pairs that are not skipped, batch by batch
    private int[] _ends = []; // of each batch in _pairs
    private int[] _sequence = []; // the batches in the order in which they come
    private int[] _keys = [];
    private int[] _sorted = [];
    private int[] _places = [];
    private int _pairCount;

    internal int BatchCount { get; private set; }

    /// <summary>Pairs of the pool that are cut or skipped.</summary>
    internal int LongPairCount { get; private set; }

    /// <summary>Plans the batches of a pool.</summary>
    /// <param name="pool">The pairs.</param>
    /// <param name="random">Where the order comes from; null: no shuffling. The number of batches is the same.</param>
    internal void Form(PairPool pool, RandomSource? random)
    {
        Reserve(pool.Count);
        Select(pool);
        random?.Shuffle(_pairs.AsSpan(0, _pairCount));
        if (options.Bucketed)
        {
            SortByLength(pool);
        }

        Cut(pool);
        Span<int> sequence = _sequence.AsSpan(0, BatchCount);
        for (int batch = 0; batch < sequence.Length; batch++)
        {
            sequence[batch] = batch;
        }

        if (options.Bucketed)
        {
            random?.Shuffle(sequence);
        }
    }

    /// <summary>The pairs of the batch that comes at a position, as indices in the pool.</summary>
    internal ReadOnlySpan<int> PairsOf(int position)
    {
        int batch = _sequence[position];
        return _pairs.AsSpan((batch == 0 ? 0 : _ends[batch - 1]).._ends[batch]);
    }

    private void Reserve(int pairs)
    {
        if (_pairs.Length < pairs)
        {
            _pairs = new int[pairs];
            _ends = new int[pairs];
            _sequence = new int[pairs];
            _keys = new int[options.Bucketed ? pairs : 0];
            _sorted = new int[options.Bucketed ? pairs : 0];
        }
    }

    private void Select(PairPool pool)
    {
        LongPairCount = 0;
        _pairCount = 0;
        for (int pair = 0; pair < pool.Count; pair++)
        {
            bool isLong = Math.Max(pool.SourceLength(pair), pool.TargetLength(pair)) >= options.Steps;
            LongPairCount += isLong ? 1 : 0;
            if (!isLong || options.LongPairs == LongPairs.Truncate)
            {
                _pairs[_pairCount++] = pair;
            }
        }
    }

    // By the second key, then stably by the first; what a shuffle has put equal pairs in stays.
    private void SortByLength(PairPool pool)
    {
        int longest = 0;
        for (int pair = 0; pair < pool.Count; pair++)
        {
            _keys[pair] = TargetSteps(pool, pair);
            longest = Math.Max(longest, _keys[pair]);
        }

        SortByKeys(longest);
        longest = 0;
        for (int pair = 0; pair < pool.Count; pair++)
        {
            _keys[pair] = SourceSteps(pool, pair);
            longest = Math.Max(longest, _keys[pair]);
        }

        SortByKeys(longest);
    }

    private void SortByKeys(int largest)
    {
        if (_places.Length < largest + 2)
        {
            _places = new int[largest + 2];
        }

        Array.Clear(_places);
        ReadOnlySpan<int> pairs = _pairs.AsSpan(0, _pairCount);
        foreach (int pair in pairs)
        {
            _places[_keys[pair] + 1]++;
        }

        for (int key = 0; key < largest; key++)
        {
            _places[key + 1] += _places[key];
        }

        foreach (int pair in pairs)
        {
            _sorted[_places[_keys[pair]]++] = pair;
        }

        (_pairs, _sorted) = (_sorted, _pairs);
    }

    private void Cut(PairPool pool)
    {
        BatchCount = 0;
        int count = 0, source = 0, target = 0;
        for (int i = 0; i < _pairCount; i++)
        {
            source = Math.Max(source, SourceSteps(pool, _pairs[i]));
            target = Math.Max(target, TargetSteps(pool, _pairs[i]));
            if (!Fits(count + 1, source, target))
            {
                _ends[BatchCount++] = i;
                (count, source, target) = (0, SourceSteps(pool, _pairs[i]), TargetSteps(pool, _pairs[i]));
            }

            count++;
        }

        if (count > 0)
        {
            _ends[BatchCount++] = _pairCount;
        }
    }

    private bool Fits(int count, int source, int target) => options.BatchTokens is int tokens
        ? count * ((long)source + target) <= tokens
        : count <= options.Batch;

    private int SourceSteps(PairPool pool, int pair) => Math.Min(pool.SourceLength(pair) + 1, options.Steps);

    private int TargetSteps(PairPool pool, int pair) => Math.Min(pool.TargetLength(pair) + 1, options.Steps);
}
