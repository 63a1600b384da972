namespace NativeRnn;

/// <summary>A parameter as a model file lists it.</summary>
/// <param name="Name">Its name in the model, such as <c>linear.weight</c>.</param>
/// <param name="Shape">The lengths of its axes, outermost first, each at least 1.</param>
public sealed record CheckpointParameter(string Name, IReadOnlyList<long> Shape);
