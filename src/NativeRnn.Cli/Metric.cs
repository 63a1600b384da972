namespace NativeRnn.Cli;

/// <summary>Rates hypotheses, of which each has the same number of references.</summary>
internal delegate MetricResult Metric(
    IReadOnlyList<string> hypotheses, IReadOnlyList<IReadOnlyList<string>> references);
