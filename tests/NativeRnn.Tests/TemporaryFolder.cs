namespace NativeRnn.Tests;

/// <summary>A folder for one test, gone afterwards.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("nativernn-").FullName;

    public string File(string name) => System.IO.Path.Combine(Path, name);

    public string[] FileNames() => [.. Directory.GetFiles(Path).Select(path => System.IO.Path.GetFileName(path)!).Order()];

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
