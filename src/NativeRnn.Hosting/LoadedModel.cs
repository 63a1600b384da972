namespace NativeRnn.Hosting;

/// <summary>What a health check tells of a model.</summary>
/// <param name="Parameters">How many it has.</param>
/// <param name="Duration">How long it took to load.</param>
internal sealed record LoadedModel(long Parameters, TimeSpan Duration);
