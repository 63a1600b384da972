using System.Diagnostics;

namespace NativeRnn.Samples.TextService;

/// <summary>Tells the log of a demo model's training.</summary>
internal sealed partial class TrainingNotes : IProgress<EpochResult>, IDisposable
{
    private readonly ILogger _logger;
    private readonly string _kind;
    private readonly long _began = Stopwatch.GetTimestamp();
    private double _perplexity;

    internal TrainingNotes(ILogger logger, string kind, string option)
    {
        (_logger, _kind) = (logger, kind);
        Begin(kind, option);
    }

    public void Report(EpochResult value) => _perplexity = value.Perplexity;

    public void Dispose() => End(_kind, Stopwatch.GetElapsedTime(_began).TotalSeconds, _perplexity);

    [LoggerMessage(1, LogLevel.Information, "No {Option} is given, so that a small {Kind} is trained first; it takes some seconds.")]
    private partial void Begin(string kind, string option);

    [LoggerMessage(2, LogLevel.Information, "Trained the {Kind} for {Seconds:F1} s, down to a perplexity of {Perplexity:F2}.")]
    private partial void End(string kind, double seconds, double perplexity);
}
