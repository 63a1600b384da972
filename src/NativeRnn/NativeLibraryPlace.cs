namespace NativeRnn;

/// <summary>A place that was looked at for the native library.</summary>
/// <param name="Path">The file's path, or words for .NET's own search.</param>
/// <param name="Problem">Why the file was not taken, such as <c>no such file</c>; null for the one that was.</param>
public sealed record NativeLibraryPlace(string Path, string? Problem);
