using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace NativeRnn;

/// <summary>What the library tells of its work through <c>System.Diagnostics</c>; free of cost while nobody listens.</summary>
/// <remarks>
/// Give <see cref="Name"/> to <c>AddMeter</c> and <c>AddSource</c> of OpenTelemetry, or to a <see cref="MeterListener"/>.
/// Names and units follow OpenTelemetry's conventions: durations in seconds, counts in units such as <c>{token}</c>.
/// </remarks>
public static class Telemetry
{
    /// <summary>The name of the meter and of the activity source.</summary>
    public const string Name = "NativeRnn";

    // From a token of a small model to an epoch's long step.
    private static readonly InstrumentAdvice<double> _seconds = new()
    {
        HistogramBucketBoundaries = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    };

    private static readonly Meter _meter = new(Name);
    private static readonly ActivitySource _source = new(Name);

    private static readonly Counter<long> _trainingSteps =
        _meter.CreateCounter<long>("nativernn.training.steps", "{step}", "Optimizer steps taken.");

    private static readonly Histogram<double> _stepDuration =
        Seconds("nativernn.training.step.duration", "One optimizer step, from its batch to changed parameters.");

    private static readonly Counter<long> _sentences =
        _meter.CreateCounter<long>("nativernn.translation.sentences", "{sentence}", "Sentences translated.");

    private static readonly Histogram<double> _translationDuration =
        Seconds("nativernn.translation.duration", "One call of Translator.Translate, however many sentences it has.");

    /// <summary>Tokens that language models made.</summary>
    internal static Counter<long> GeneratedTokens { get; } =
        _meter.CreateCounter<long>("nativernn.generation.tokens", "{token}", "Tokens that language models made.");

    /// <summary>From the start of a text to its first token.</summary>
    internal static Histogram<double> TimeToFirstToken { get; } =
        Seconds("nativernn.generation.time_to_first_token", "From the start of a text, its prompt included, to its first token.");

    /// <summary>A whole text, however it ended.</summary>
    internal static Histogram<double> GenerationDuration { get; } =
        Seconds("nativernn.generation.duration", "A whole text, the caller's time between its tokens included.");

    /// <summary>An activity that belongs to one call, and is the current one within it.</summary>
    internal static Activity? Begin(string name) => _source.StartActivity(name);

    /// <summary>An activity that goes on while its caller runs, and so does not become the current one.</summary>
    internal static Activity? BeginBeside(string name)
    {
        var current = Activity.Current;
        var activity = _source.StartActivity(name);
        Activity.Current = current;
        return activity;
    }

    /// <summary>Ends such an activity; the one that is current by now stays it.</summary>
    internal static void EndBeside(Activity? activity)
    {
        var current = Activity.Current;
        activity?.Dispose();
        Activity.Current = current;
    }

    /// <summary>Counts an optimizer step.</summary>
    /// <param name="began"><see cref="Stopwatch.GetTimestamp"/> at its beginning.</param>
    internal static void CountStep(long began)
    {
        _trainingSteps.Add(1);
        _stepDuration.Record(SecondsSince(began));
    }

    /// <summary>Counts a call that translated.</summary>
    /// <param name="sentences">How many.</param>
    /// <param name="began"><see cref="Stopwatch.GetTimestamp"/> at its beginning.</param>
    internal static void CountTranslation(int sentences, long began)
    {
        _sentences.Add(sentences);
        _translationDuration.Record(SecondsSince(began));
    }

    internal static double SecondsSince(long began) => Stopwatch.GetElapsedTime(began).TotalSeconds;

    private static Histogram<double> Seconds(string name, string description) =>
        _meter.CreateHistogram(name, "s", description, tags: null, _seconds);
}
