namespace NativeRnn.Tests.Interop;

/// <summary>The generated C# file: as committed, and as CppSharp writes it now.</summary>
internal static class BindingSource
{
    public static string Read() =>
        Repository.ReadText("bindings", "NativeRnn.Bindings", "Generated", "NativeRnn.g.cs");

    public static string Generate(string cppSharpFolder)
    {
        var folder = Directory.CreateTempSubdirectory("nativernn-drift-");
        try
        {
            var output = Path.Combine(folder.FullName, "NativeRnn.g.cs");
            var generator = Path.Combine(Repository.Root, "bindings", "Generator");
            var header = Path.Combine(Repository.Root, "native", "include", "nativernn", "nativernn.h");
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
