namespace NativeRnn;

/// <summary>Brings the pools of a corpus into memory, one at a time.</summary>
internal sealed class PairPoolCursor(PairCorpus corpus) : IDisposable
{
    private readonly PairPool _buffer = new(); // of a streamed corpus
    private PairPoolReader? _reader;
    private int _next;

    public void Dispose()
    {
        _reader?.Dispose();
        _reader = null;
        _next = 0;
    }

    /// <summary>A pool; valid until the next call.</summary>
    /// <exception cref="InvalidDataException">The pairs are not those that the corpus was made from.</exception>
    internal PairPool Load(int index) => corpus.Pool ?? Stream(index);

    private PairPool Stream(int index)
    {
        if (index < _next)
        {
            Dispose();
        }

        _reader ??= corpus.OpenReader();
        PairPoolMark mark = corpus.Pools[index];
        _reader.SkipTo(mark);
        if (_reader.Read(_buffer) != mark)
        {
            throw new InvalidDataException(
                $"{corpus.Name} holds other pairs than when the corpus was made; leave it as it is while it is in use.");
        }

        _next = index + 1;
        if (_next == corpus.Pools.Count)
        {
            Dispose();
        }

        return _buffer;
    }
}
