namespace NativeRnn;

/// <summary>How a language model is trained.</summary>
public sealed record LanguageModelTrainingOptions : TrainingOptions
{
    private readonly int? _maxTokens;

    /// <summary>Batch, steps and order of the windows.</summary>
    public WindowOptions Windows { get; init; } = new();

    /// <summary>How far back through time gradients go; to the start of each window by default.</summary>
    public BackpropagationOptions Backpropagation { get; init; } = new();

    /// <summary>Trains on so many tokens from the start of the text; at least 1, all of them by default.</summary>
    public int? MaxTokens
    {
        get => _maxTokens;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(value ?? 1, nameof(MaxTokens));
            _maxTokens = value;
        }
    }
}
