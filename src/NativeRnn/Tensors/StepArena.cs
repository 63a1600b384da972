namespace NativeRnn;

/// <summary>Memory for one step's intermediate results: taken piece by piece, given back all at once.</summary>
/// <remarks>
/// After the first steps at a shape it holds one block that fits, and taking or resetting allocates nothing.
/// One thread at a time.
/// </remarks>
public sealed class StepArena : IDisposable
{
    private const long Alignment = 32; // floats: two cache lines, which GPU engines ask for
    private const long SmallestBlock = 1 << 16;

    private readonly List<NativeBuffer> _blocks = [];
    private readonly Engine _engine;
    private long _used; // of the last block
    private long _taken; // since the last reset
    private Tensor _spare; // given back before the next reset
    private long _spareUsed;

    /// <summary>An empty arena on an engine.</summary>
    public StepArena(Engine engine)
    {
        ArgumentNullException.ThrowIfNull(engine);
        _engine = engine;
    }

    /// <summary>Bytes of the blocks that it holds.</summary>
    public long CapacityInBytes
    {
        get
        {
            long floats = 0;
            foreach (var block in _blocks)
            {
                floats += block.Count;
            }
            return floats * sizeof(float);
        }
    }

    /// <summary>A tensor with undefined contents, valid until the next <see cref="Reset"/>.</summary>
    public Tensor Take(Shape shape)
    {
        ArgumentOutOfRangeException.ThrowIfZero(shape.Count, nameof(shape));
        var count = (shape.Count + Alignment - 1) / Alignment * Alignment;
        if (!_spare.IsEmpty && _spareUsed + count <= _spare.Shape.Count)
        {
            var reused = _spare.Slice(_spareUsed, shape);
            _spareUsed += count;
            return reused;
        }
        if (_blocks.Count == 0 || _used + count > _blocks[^1].Count)
        {
            AddBlock(count);
        }
        var tensor = new Tensor(_blocks[^1], _used, shape);
        _used += count;
        _taken += count;
        return tensor;
    }

    /// <summary>Makes the memory of a taken tensor available before the next reset; nobody uses it from now on.</summary>
    internal void GiveBack(Tensor tensor)
    {
        if (_spare.IsEmpty || tensor.Shape.Count > _spare.Shape.Count - _spareUsed)
        {
            (_spare, _spareUsed) = (tensor, 0);
        }
    }

    /// <summary>Makes every tensor taken so far invalid and its memory available again.</summary>
    public void Reset()
    {
        _spare = default;
        if (_blocks.Count > 1)
        {
            Release();
            AddBlock(_taken);
        }
        _used = 0;
        _taken = 0;
    }

    /// <summary>Gives all memory back.</summary>
    public void Dispose() => Release();

    private void AddBlock(long count)
    {
        _blocks.Add(new NativeBuffer(_engine, Math.Max(count, SmallestBlock)));
        _used = 0;
    }

    private void Release()
    {
        foreach (var block in _blocks)
        {
            block.Dispose();
        }
        _blocks.Clear();
        _used = 0;
    }
}
