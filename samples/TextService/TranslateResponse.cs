namespace NativeRnn.Samples.TextService;

/// <summary>The answer of /translate.</summary>
/// <param name="Translations">As many as there were sentences, in the same order.</param>
internal sealed record TranslateResponse(IReadOnlyList<TranslatedSentence> Translations);
