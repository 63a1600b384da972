using System.ComponentModel.DataAnnotations;

namespace NativeRnn.Samples.TextService;

/// <summary>What one request, and all together, may ask for; the section "Limits" of the configuration.</summary>
internal sealed class ServiceLimits
{
    internal const string Section = "Limits";

    // Behind the drain: enough for the last bytes and the models to go.
    private static readonly TimeSpan _afterDrain = TimeSpan.FromSeconds(5);

    /// <summary>Tokens of a prompt.</summary>
    [Range(1, int.MaxValue)]
    public int MaxPromptTokens { get; set; } = 500;

    /// <summary>Tokens that a request may have made.</summary>
    [Range(1, int.MaxValue)]
    public int MaxTokens { get; set; } = 1000;

    /// <summary>Texts that are made at the same time; others get 429.</summary>
    [Range(1, int.MaxValue)]
    public int MaxStreams { get; set; } = 32;

    /// <summary>Sentences of one request for translations.</summary>
    [Range(1, int.MaxValue)]
    public int MaxSentences { get; set; } = 32;

    /// <summary>Characters of one sentence.</summary>
    [Range(1, int.MaxValue)]
    public int MaxSentenceCharacters { get; set; } = 500;

    /// <summary>Bytes of a request's body.</summary>
    [Range(1, int.MaxValue)]
    public int MaxBodyBytes { get; set; } = 64 * 1024;

    /// <summary>How long running texts may go on when the service is told to stop.</summary>
    [Range(0, 3600)]
    public double DrainSeconds { get; set; } = 10;

    internal TimeSpan DrainTime => TimeSpan.FromSeconds(DrainSeconds);

    internal TimeSpan ShutdownTime => DrainTime + _afterDrain;
}
