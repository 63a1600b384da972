namespace NativeRnn.Tests.Interop;

/// <summary>A generated C# file: as committed, and as CppSharp writes it now.</summary>
internal static class BindingSource
{
    public static string Read(string file) => Repository.ReadText("bindings", "NativeRnn.Bindings", "Generated", file);

    public static string Generate(string cppSharpFolder, string headerFile, string file)
    {
        var folder = Directory.CreateTempSubdirectory("nativernn-drift-");
        try
        {
            var output = Path.Combine(folder.FullName, file);
            var generator = Path.Combine(Repository.Root, "bindings", "Generator");
            var header = Path.Combine(Repository.Root, "native", "include", "nativernn", headerFile);
            CommandLine.Output(
                "dotnet", "run", "--project", generator, $"-p:CppSharpDir={cppSharpFolder}", "--", header, output);
            return File.ReadAllText(output);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
