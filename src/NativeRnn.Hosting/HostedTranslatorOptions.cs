namespace NativeRnn.Hosting;

/// <summary>How a host runs a translator: what it translates together, and how many may wait.</summary>
public sealed class HostedTranslatorOptions : HostedModelOptions<Seq2SeqModel>
{
    private static readonly TimeSpan _longestWait = TimeSpan.FromMilliseconds(int.MaxValue); // of a timer

    private DecodingOptions _decoding = new();
    private int _maxBatch = 32;
    private TimeSpan _maxWait = TimeSpan.FromMilliseconds(2);
    private int _maxQueued = 256;

    /// <summary>How translations are sought; a beam of 4 by default. Not by sampling, which draws by the place in a batch.</summary>
    public DecodingOptions Decoding
    {
        get => _decoding;
        set
        {
            ArgumentNullException.ThrowIfNull(value, nameof(Decoding));
            if (value.Method == DecodingMethod.Sampling)
            {
                throw new ArgumentException(
                    "Sampling draws by a sentence's place in its batch, so a shared batch cannot sample: use a beam, or a Translator of your own.",
                    nameof(Decoding));
            }
            _ = new SequenceDecoder(new SearchTokens(Vocabulary.BeginIndex, Vocabulary.EndIndex), value); // fails where options contradict each other
            _decoding = value;
        }
    }

    /// <summary>Sentences that are translated together at most; 32 by default, at least 1.</summary>
    public int MaxBatch
    {
        get => _maxBatch;
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(value, nameof(MaxBatch));
            _maxBatch = value;
        }
    }

    /// <summary>
    /// How long a sentence waits for others to fill its batch; 2 ms by default, 0 for not at all, at most 24 days. Those
    /// that come while another batch is being translated wait for that one's end in any case, and make up the next.
    /// </summary>
    public TimeSpan MaxWait
    {
        get => _maxWait;
        set
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, TimeSpan.Zero, nameof(MaxWait));
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, _longestWait, nameof(MaxWait));
            _maxWait = value;
        }
    }

    /// <summary>Sentences that may wait; beyond them callers get a <see cref="QueueFullException"/>. 256 by default, at least 1.</summary>
    public int MaxQueued
    {
        get => _maxQueued;
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(value, nameof(MaxQueued));
            _maxQueued = value;
        }
    }

    private protected override Seq2SeqModel Load(string path) => Seq2SeqModel.Load(path, Engine);
}
