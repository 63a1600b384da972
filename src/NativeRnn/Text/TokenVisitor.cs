namespace NativeRnn;

/// <summary>Receives the tokens of a text one by one.</summary>
/// <param name="token">The token; valid only during the call.</param>
/// <returns>Whether to go on to the next token.</returns>
public delegate bool TokenVisitor(ReadOnlySpan<char> token);
