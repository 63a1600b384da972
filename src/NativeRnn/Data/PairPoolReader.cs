namespace NativeRnn;

/// <summary>Goes once through the pairs of a corpus and encodes them, pool by pool.</summary>
internal sealed class PairPoolReader(IEnumerable<SentencePair> pairs, TextCodec source, TextCodec target, int poolSize)
    : IDisposable
{
    private readonly IEnumerator<SentencePair> _pairs = pairs.GetEnumerator();
    private int _position;
    private uint _crc;

    internal SentenceEncoder Source { get; } = new(source);

    internal SentenceEncoder Target { get; } = new(target);

    public void Dispose() => _pairs.Dispose();

    /// <summary>Fills a pool with the next pairs.</summary>
    /// <returns>Where it lies; its count is 0 behind the last pair.</returns>
    internal PairPoolMark Read(PairPool pool)
    {
        uint before = _crc;
        pool.Clear(_position);
        while (pool.Count < poolSize && !pool.IsFull && _pairs.MoveNext())
        {
            pool.Add(_pairs.Current, Source, Target);
            _crc = pool.AppendLastTo(_crc);
        }

        _position += pool.Count;
        return new PairPoolMark(pool.First, pool.Count, before, _crc);
    }

    /// <summary>Goes to a pool that lies ahead, without encoding what is before it.</summary>
    internal void SkipTo(PairPoolMark mark)
    {
        while (_position < mark.First && _pairs.MoveNext())
        {
            _position++;
        }

        _crc = mark.CrcBefore;
    }
}
