using System.Diagnostics.Metrics;

namespace NativeRnn.Hosting;

/// <summary>What a host's models tell of their use: a meter named <see cref="Name"/>, each value with the model's name.</summary>
public static class HostingTelemetry
{
    /// <summary>The name of the meter.</summary>
    public const string Name = "NativeRnn.Hosting";

    private static readonly Meter _meter = new(Name);

    private static readonly Counter<long> _streams = _meter.CreateCounter<long>(
        "nativernn.hosting.streams", "{stream}", "Streams of text that ended, by outcome: completed or stopped.");

    private static readonly UpDownCounter<long> _activeStreams = _meter.CreateUpDownCounter<long>(
        "nativernn.hosting.streams.active", "{stream}", "Streams of text that are being made.");

    private static readonly Counter<long> _translations = _meter.CreateCounter<long>(
        "nativernn.hosting.translations", "{request}", "Requests for translations that ended, by outcome: completed, stopped, refused or failed.");

    private static readonly UpDownCounter<long> _queued = _meter.CreateUpDownCounter<long>(
        "nativernn.hosting.sentences.queued", "{sentence}", "Sentences that wait for their batch.");

    private static readonly Histogram<int> _batches = _meter.CreateHistogram(
        "nativernn.hosting.batch.size",
        "{sentence}",
        "Sentences that were translated together.",
        tags: null,
        new InstrumentAdvice<int> { HistogramBucketBoundaries = [1, 2, 4, 8, 16, 32, 64, 128] });

    internal static void CountStream(string model, string outcome) => _streams.Add(1, Model(model), Outcome(outcome));

    internal static void AddActiveStreams(string model, int change) => _activeStreams.Add(change, Model(model));

    internal static void CountTranslation(string model, string outcome) => _translations.Add(1, Model(model), Outcome(outcome));

    internal static void AddQueued(string model, int change) => _queued.Add(change, Model(model));

    internal static void RecordBatch(string model, int sentences) => _batches.Record(sentences, Model(model));

    private static KeyValuePair<string, object?> Model(string name) => new("nativernn.model", name);

    private static KeyValuePair<string, object?> Outcome(string outcome) => new("outcome", outcome);
}
