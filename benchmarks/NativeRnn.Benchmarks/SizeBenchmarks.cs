namespace NativeRnn.Benchmarks;

/// <summary>What is shipped.</summary>
internal static class SizeBenchmarks
{
    private const double MegabytesTarget = 25;

    /// <summary>The native library that this process has loaded.</summary>
    internal static IEnumerable<Comparison> NativeLibrary()
    {
        var megabytes = new FileInfo(NativeLibraryInfo.LoadedFrom).Length / 1e6;
        yield return new Comparison("native library", megabytes, 0, megabytes, "MB", MegabytesTarget, MoreIsBetter: false);
    }
}
