using NativeRnn.Checkpoints.Proto;

namespace NativeRnn;

/// <summary>Sentence pairs as token ids, ready to train a translator on or to evaluate with.</summary>
/// <remarks>
/// <para>
/// Up to <see cref="PairCorpusOptions.PoolSize"/> pairs are kept in memory; a larger corpus is <see cref="IsStreamed"/>:
/// its pairs are read again in each epoch, one pool at a time. Immutable; may be used from many threads at once.
/// </para>
/// <para>
/// The words <c>&lt;pad&gt;</c>, <c>&lt;bos&gt;</c> and <c>&lt;eos&gt;</c> in a text are unknown words, not marks.
/// </para>
/// </remarks>
public sealed class PairCorpus
{
    private readonly IEnumerable<SentencePair> _pairs;
    private readonly int _poolSize;
    private readonly List<PairPoolMark> _pools = [];

    private PairCorpus(
        IEnumerable<SentencePair> pairs, string name, (TextCodec Source, TextCodec Target) codecs, int poolSize)
    {
        _pairs = pairs;
        _poolSize = poolSize;
        Name = name;
        (SourceCodec, TargetCodec) = codecs;
        Pool = ReadAll();
        RequireTokens();
    }

    /// <summary>What turned the sources into ids; its vocabulary holds <see cref="Vocabulary.SentenceMarks"/>.</summary>
    public TextCodec SourceCodec { get; }

    /// <summary>What turned the targets into ids; its vocabulary holds <see cref="Vocabulary.SentenceMarks"/>.</summary>
    public TextCodec TargetCodec { get; }

    /// <summary>How many pairs there are; at least 1.</summary>
    public int Count => _pools[^1].First + _pools[^1].Count;

    /// <summary>Whether there are more pairs than one pool holds, so that they are read again in each epoch.</summary>
    public bool IsStreamed => Pool is null;

    /// <summary>Tokens of all sources, without marks.</summary>
    public long SourceTokenCount { get; private set; }

    /// <summary>Tokens of all targets, without marks.</summary>
    public long TargetTokenCount { get; private set; }

    /// <summary>How many tokens of the sources their vocabulary does not know.</summary>
    public long SourceUnknownCount { get; private set; }

    /// <summary>How many tokens of the targets their vocabulary does not know.</summary>
    public long TargetUnknownCount { get; private set; }

    /// <summary>What the pairs are, to begin a sentence with.</summary>
    internal string Name { get; }

    /// <summary>The pairs; null where they are streamed.</summary>
    internal PairPool? Pool { get; }

    internal IReadOnlyList<PairPoolMark> Pools => _pools;

    /// <summary>Tells these pairs, as ids, from others; how large the pools are does not change it.</summary>
    internal DataFingerprint Fingerprint => new()
    {
        Tokens = SourceTokenCount + TargetTokenCount,
        Crc = _pools[^1].Crc,
        Pairs = Count,
    };

    /// <summary>Reads a file of sentence pairs and builds a vocabulary for each side.</summary>
    /// <param name="path">As <see cref="PairFile.Read"/> takes it; read twice, and in each epoch if streamed.</param>
    /// <param name="options">How the pairs become ids; default <see cref="PairCorpusOptions"/>'s defaults.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="IOException">
    /// <paramref name="path"/> is a folder or a pipe, or the file cannot be read.
    /// </exception>
    /// <exception cref="InvalidDataException">
    /// The file holds no pair, a line is not one (the message names it), or normalisation leaves no token of a side.
    /// </exception>
    public static PairCorpus FromFile(string path, PairCorpusOptions? options = null)
    {
        var pairs = PairFile.Read(path, options?.MaxPairs);
        RequireSecondReading(path);
        return Create(pairs, $"The file '{path}'", options);
    }

    /// <summary>Reads a file of sentence pairs with given codecs, as validation and a resumed run need it.</summary>
    /// <param name="path">As <see cref="PairFile.Read"/> takes it; read once, and in each epoch if streamed.</param>
    /// <param name="sourceCodec">What turns sources into ids.</param>
    /// <param name="targetCodec">What turns targets into ids.</param>
    /// <param name="options">How many pairs to read and to hold; the rest of it has no effect here.</param>
    /// <exception cref="ArgumentException">
    /// A vocabulary has no <see cref="Vocabulary.SentenceMarks"/>.
    /// </exception>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="IOException"><paramref name="path"/> is a folder, or the file cannot be read.</exception>
    /// <exception cref="InvalidDataException">
    /// The file holds no pair, a line is not one (the message names it), or normalisation leaves no token of a side.
    /// </exception>
    public static PairCorpus FromFile(
        string path, TextCodec sourceCodec, TextCodec targetCodec, PairCorpusOptions? options = null) =>
        Create(PairFile.Read(path, options?.MaxPairs), $"The file '{path}'", sourceCodec, targetCodec, options);

    /// <summary>Takes sentence pairs and builds a vocabulary for each side.</summary>
    /// <param name="pairs">
    /// The pairs, enumerated twice, and in each epoch if streamed: the same ones each time. A sentence may be empty.
    /// </param>
    /// <param name="options">How the pairs become ids; default <see cref="PairCorpusOptions"/>'s defaults.</param>
    /// <exception cref="InvalidDataException">There is no pair, or normalisation leaves no token of a side.</exception>
    public static PairCorpus FromPairs(IEnumerable<SentencePair> pairs, PairCorpusOptions? options = null) =>
        Create(Limit(pairs, options), "The list of pairs", options);

    /// <summary>Takes sentence pairs with given codecs.</summary>
    /// <param name="pairs">
    /// The pairs, enumerated once, and in each epoch if streamed: the same ones each time. A sentence may be empty.
    /// </param>
    /// <param name="sourceCodec">What turns sources into ids.</param>
    /// <param name="targetCodec">What turns targets into ids.</param>
    /// <param name="options">How many pairs to take and to hold; the rest of it has no effect here.</param>
    /// <exception cref="ArgumentException">
    /// A vocabulary has no <see cref="Vocabulary.SentenceMarks"/>.
    /// </exception>
    /// <exception cref="InvalidDataException">There is no pair, or normalisation leaves no token of a side.</exception>
    public static PairCorpus FromPairs(
        IEnumerable<SentencePair> pairs,
        TextCodec sourceCodec,
        TextCodec targetCodec,
        PairCorpusOptions? options = null) =>
        Create(Limit(pairs, options), "The list of pairs", sourceCodec, targetCodec, options);

    /// <summary>The token ids of a source, without marks.</summary>
    /// <param name="pair">0 to <see cref="Count"/> − 1, in the order of the file.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="pair"/> is outside.</exception>
    /// <exception cref="InvalidOperationException">The corpus is streamed.</exception>
    public ReadOnlySpan<int> SourceOf(int pair) => RequireInMemory(pair).SourceOf(pair);

    /// <summary>The token ids of a target, without marks.</summary>
    /// <param name="pair">0 to <see cref="Count"/> − 1, in the order of the file.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="pair"/> is outside.</exception>
    /// <exception cref="InvalidOperationException">The corpus is streamed.</exception>
    public ReadOnlySpan<int> TargetOf(int pair) => RequireInMemory(pair).TargetOf(pair);

    internal PairPoolReader OpenReader() => new(_pairs, SourceCodec, TargetCodec, _poolSize);

    private static IEnumerable<SentencePair> Limit(IEnumerable<SentencePair> pairs, PairCorpusOptions? options)
    {
        ArgumentNullException.ThrowIfNull(pairs);
        return options?.MaxPairs is int limit ? pairs.Take(limit) : pairs;
    }

    // The first reading of a pipe empties it.
    private static void RequireSecondReading(string path)
    {
        using FileStream stream = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0);
        if (!stream.CanSeek)
        {
            throw new IOException($"'{path}' is a pipe, but pairs are read more than once; write them to a file first.");
        }
    }

    private static PairCorpus Create(IEnumerable<SentencePair> pairs, string name, PairCorpusOptions? options)
    {
        options ??= new PairCorpusOptions();
        return new PairCorpus(pairs, name, PairCodecs.Build(pairs, options), options.PoolSize);
    }

    private static PairCorpus Create(
        IEnumerable<SentencePair> pairs, string name, TextCodec source, TextCodec target, PairCorpusOptions? options)
    {
        PairCodecs.RequireMarks(source, "sourceCodec");
        PairCodecs.RequireMarks(target, "targetCodec");
        return new PairCorpus(pairs, name, (source, target), (options ?? new PairCorpusOptions()).PoolSize);
    }

    private PairPool? ReadAll()
    {
        using PairPoolReader reader = OpenReader();
        PairPool? kept = null;
        PairPool pool = new();
        for (PairPoolMark mark = reader.Read(pool); mark.Count > 0; mark = reader.Read(pool))
        {
            _pools.Add(mark);
            (kept, pool) = _pools.Count == 1 ? (pool, new PairPool()) : (null, pool);
        }

        kept?.Trim();
        (SourceTokenCount, SourceUnknownCount) = (reader.Source.TokenCount, reader.Source.UnknownCount);
        (TargetTokenCount, TargetUnknownCount) = (reader.Target.TokenCount, reader.Target.UnknownCount);
        return kept;
    }

    private void RequireTokens()
    {
        if (_pools.Count == 0)
        {
            throw new InvalidDataException($"{Name} holds no pair; give at least one.");
        }

        if (SourceTokenCount == 0 || TargetTokenCount == 0)
        {
            TextCodec codec = SourceTokenCount == 0 ? SourceCodec : TargetCodec;
            throw new InvalidDataException(
                $"The normalisation {codec.Normalization} leaves no token of the "
                + $"{(SourceTokenCount == 0 ? "source" : "target")} sentences of {Name[..1].ToLowerInvariant()}{Name[1..]}; "
                + "choose another one, or give other pairs.");
        }
    }

    private PairPool RequireInMemory(int pair)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(pair);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(pair, Count);
        return Pool ?? throw new InvalidOperationException(
            "The corpus is streamed, so that its pairs are not in memory; raise PoolSize, or take them from a sampler.");
    }
}
