namespace NativeRnn;

/// <summary>Two tokens that byte-pair encoding makes one where they follow each other.</summary>
/// <param name="Left">The first, each byte as its character in <see cref="BytePairCode"/>'s alphabet.</param>
/// <param name="Right">The second, likewise.</param>
public readonly record struct BytePairMerge(string Left, string Right);
