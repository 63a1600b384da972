namespace NativeRnn;

/// <summary>How a <see cref="SequenceDecoder"/> decodes.</summary>
public sealed record DecodingOptions
{
    private readonly int _beam = 4;
    private readonly double _alpha = 0.75;
    private readonly int _nBest = 1;
    private readonly int _maxLength = 100;
    private readonly int _minLength;
    private readonly int _noRepeatNGram;
    private readonly double _temperature = 1;
    private readonly int _topK;
    private readonly double _topP = 1;

    /// <summary>How sequences are looked for; <see cref="DecodingMethod.Beam"/> by default.</summary>
    public DecodingMethod Method { get; init; }

    /// <summary>
    /// Hypotheses that a beam keeps at each step, those that end there included; at least 1, 4 by default (Vaswani et
    /// al., "Attention is all you need", 2017, section 6.1).
    /// </summary>
    public int Beam
    {
        get => _beam;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(value, nameof(Beam));
            _beam = value;
        }
    }

    /// <summary>
    /// α of the score Σ log p / L^α, L being the tokens generated, end token included: 0 favours short sequences, 1
    /// compares means; at least 0, 0.75 by default (Dive into Deep Learning, 9.8.3).
    /// </summary>
    public double Alpha
    {
        get => _alpha;
        init => _alpha = value >= 0 && double.IsFinite(value)
            ? value
            : throw new ArgumentOutOfRangeException(nameof(Alpha), value, "Alpha must be 0 or more.");
    }

    /// <summary>
    /// Hypotheses to return for each sentence, with sampling: to draw; at least 1, the default. At most the width of a
    /// beam, and 1 with greedy decoding.
    /// </summary>
    public int NBest
    {
        get => _nBest;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(value, nameof(NBest));
            _nBest = value;
        }
    }

    /// <summary>Tokens that a sequence may have, its end token included; at least 1, 100 by default.</summary>
    public int MaxLength
    {
        get => _maxLength;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(value, nameof(MaxLength));
            _maxLength = value;
        }
    }

    /// <summary>
    /// Tokens that must come before the end token may; 0 by default, below <see cref="MaxLength"/>, so that a sequence
    /// can end.
    /// </summary>
    public int MinLength
    {
        get => _minLength;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value, nameof(MinLength));
            _minLength = value;
        }
    }

    /// <summary>No n tokens in a row come twice in a sequence; 0, the default, lets them, 1 uses each token once.</summary>
    public int NoRepeatNGram
    {
        get => _noRepeatNGram;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value, nameof(NoRepeatNGram));
            _noRepeatNGram = value;
        }
    }

    /// <summary>When a beam stops; <see cref="EarlyStopping.WhenNoneCanImprove"/> by default.</summary>
    public EarlyStopping EarlyStopping { get; init; }

    /// <summary>Whether <see cref="SearchTokens.Unknown"/> may be generated; true by default.</summary>
    public bool AllowUnknown { get; init; } = true;

    /// <summary>Sampling: divides the logits; 1 by default, 0 always takes the likeliest.</summary>
    public double Temperature
    {
        get => _temperature;
        init => _temperature = value >= 0 && double.IsFinite(value)
            ? value
            : throw new ArgumentOutOfRangeException(nameof(Temperature), value, "The temperature must be 0 or more.");
    }

    /// <summary>Sampling: draws from the k likeliest tokens only; 0, the default, from all.</summary>
    public int TopK
    {
        get => _topK;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value, nameof(TopK));
            _topK = value;
        }
    }

    /// <summary>Sampling: draws from the smallest set of likeliest tokens whose probability reaches p; 1, the default, from all.</summary>
    public double TopP
    {
        get => _topP;
        init => _topP = value is > 0 and <= 1
            ? value
            : throw new ArgumentOutOfRangeException(nameof(TopP), value, "Top-p must be above 0 and at most 1.");
    }

    /// <summary>
    /// Sampling: seed of the draws; 0 by default. Sentence i of a batch draws as the only sentence of a batch does with
    /// seed + i, and its j-th sample does not depend on how many are drawn.
    /// </summary>
    public ulong Seed { get; init; }

    /// <summary>Whether hypotheses bring the model's attention weights along; false by default.</summary>
    public bool ReturnAttention { get; init; }

    /// <summary>Whether the hypotheses kept at each step are returned, to be drawn as a tree; false by default.</summary>
    public bool ReturnTrace { get; init; }

    /// <summary>Fails where options that are right each by itself do not go together.</summary>
    internal void Validate()
    {
        if (MinLength >= MaxLength)
        {
            throw new ArgumentException(
                $"MinLength {MinLength} leaves no room for the end token within MaxLength {MaxLength}: raise MaxLength to {MinLength + 1L} or more.",
                nameof(MinLength));
        }
        if (Method == DecodingMethod.Beam && NBest > Beam)
        {
            throw new ArgumentException($"A beam of width {Beam} cannot return {NBest} hypotheses: raise Beam to {NBest}.", nameof(NBest));
        }
        if (Method == DecodingMethod.Greedy && NBest > 1)
        {
            throw new ArgumentException($"Greedy decoding returns one hypothesis, not {NBest}: use a beam.", nameof(NBest));
        }
    }
}
