namespace NativeRnn.Cli;

/// <summary>What a reproduction came to.</summary>
/// <param name="Measured">The number to compare with the published one.</param>
/// <param name="Shown">What else is worth a look, by name: what the model writes.</param>
internal sealed record BookFinding(double Measured, IReadOnlyList<(string Name, string Text)> Shown);
