namespace NativeRnn.Generator;

/// <summary>Stands in for nativernn/export.h, which CMake writes and the parser does not need.</summary>
internal sealed class EmptyExportHeader : IDisposable
{
    public EmptyExportHeader()
    {
        var folder = Directory.CreateDirectory(Path.Combine(IncludeFolder, "nativernn"));
        File.WriteAllText(Path.Combine(folder.FullName, "export.h"), "#define NRNN_API\n");
    }

    public string IncludeFolder { get; } = Directory.CreateTempSubdirectory("nativernn-bindings-").FullName;

    public void Dispose() => Directory.Delete(IncludeFolder, recursive: true);
}
