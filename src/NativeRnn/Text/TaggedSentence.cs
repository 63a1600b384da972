namespace NativeRnn;

/// <summary>A sentence and the label of each of its tokens.</summary>
/// <param name="Tokens">At least one, none empty.</param>
/// <param name="Tags">As many, none empty.</param>
public sealed record TaggedSentence(IReadOnlyList<string> Tokens, IReadOnlyList<string> Tags);
