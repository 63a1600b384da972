namespace NativeRnn.Benchmarks;

/// <summary>A comparison and the group that it belongs to.</summary>
internal sealed record GroupResult(string Group, Comparison Comparison);
