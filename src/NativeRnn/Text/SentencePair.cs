namespace NativeRnn;

/// <summary>A sentence and what it translates to.</summary>
/// <param name="Source">What an encoder reads.</param>
/// <param name="Target">What a decoder writes.</param>
public readonly record struct SentencePair(string Source, string Target);
