namespace NativeRnn;

/// <summary>A token with the tag that a model gives it.</summary>
/// <param name="Token">As it was given.</param>
/// <param name="Tag">The likeliest tag.</param>
/// <param name="Probability">That of the tag, above 0 and at most 1.</param>
public readonly record struct TokenTag(string Token, string Tag, float Probability);
