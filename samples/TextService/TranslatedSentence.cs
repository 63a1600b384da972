namespace NativeRnn.Samples.TextService;

/// <summary>One translation.</summary>
/// <param name="Text">The best one found.</param>
/// <param name="UnknownTokens">What of the sentence the model does not know.</param>
internal sealed record TranslatedSentence(string Text, IReadOnlyList<string> UnknownTokens);
