namespace NativeRnn;

/// <summary>An n-gram and how often it occurs.</summary>
/// <param name="Ids">Its tokens.</param>
/// <param name="Count">At least 1.</param>
public sealed record FrequencyEntry(IReadOnlyList<int> Ids, long Count);
