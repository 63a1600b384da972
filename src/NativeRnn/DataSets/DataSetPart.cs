namespace NativeRnn;

/// <summary>One of a data set's files, as it is used.</summary>
/// <param name="Name">What it is for: <c>train</c>, <c>valid</c> or <c>test</c>.</param>
/// <param name="FileName">Its name in the cache.</param>
/// <param name="Entry">Its name in the archive that is downloaded; null where that is no archive but the file itself.</param>
public sealed record DataSetPart(string Name, string FileName, string? Entry = null);
