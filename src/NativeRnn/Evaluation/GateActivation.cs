namespace NativeRnn;

/// <summary>What one gate, or one state, of a recurrent layer was at each step.</summary>
/// <param name="Name">Such as <c>forget gate f</c>.</param>
/// <param name="Lowest">The least value it can take: 0 for a gate, −1 for what went through tanh, or below.</param>
/// <param name="Values">[T, H], row-major.</param>
public sealed record GateActivation(string Name, float Lowest, ReadOnlyMemory<float> Values);
