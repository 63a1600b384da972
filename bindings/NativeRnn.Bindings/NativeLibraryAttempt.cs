namespace NativeRnn.Bindings;

/// <summary>A place that was looked at for a native library.</summary>
/// <param name="Place">The file's path, or words for .NET's own search.</param>
/// <param name="Problem">Why it was not taken; null for the place that was.</param>
internal sealed record NativeLibraryAttempt(string Place, string? Problem)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Place}: {Problem ?? "loaded"}";
}
