namespace NativeRnn;

/// <summary>How a language model makes up text.</summary>
public sealed record GenerationOptions
{
    private readonly int _length = 100;
    private readonly double _temperature = 1;
    private readonly int _topK;
    private readonly double _topP = 1;

    /// <summary>Tokens to make; 100 by default, at least 0.</summary>
    public int Length
    {
        get => _length;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value, nameof(Length));
            _length = value;
        }
    }

    /// <summary>Divides the logits: below 1 is more certain, above 1 more varied; 1 by default, 0 always takes the likeliest.</summary>
    public double Temperature
    {
        get => _temperature;
        init => _temperature = value >= 0 && double.IsFinite(value)
            ? value
            : throw new ArgumentOutOfRangeException(nameof(Temperature), value, "The temperature must be 0 or more.");
    }

    /// <summary>Draws from the k likeliest tokens only; 0, the default, from all.</summary>
    public int TopK
    {
        get => _topK;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value, nameof(TopK));
            _topK = value;
        }
    }

    /// <summary>Draws from the smallest set of likeliest tokens whose probability reaches p; 1, the default, from all.</summary>
    public double TopP
    {
        get => _topP;
        init => _topP = value is > 0 and <= 1
            ? value
            : throw new ArgumentOutOfRangeException(nameof(TopP), value, "Top-p must be above 0 and at most 1.");
    }

    /// <summary>Seed of the draws; 0 by default. The same seed makes the same text.</summary>
    public ulong Seed { get; init; }
}
