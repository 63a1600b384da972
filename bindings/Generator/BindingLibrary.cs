using CppSharp;
using CppSharp.AST;
using CppSharp.Generators;
using CppSharp.Parser;
using ASTContext = CppSharp.AST.ASTContext;

namespace NativeRnn.Generator;

/// <summary>Tells CppSharp's driver what to parse and where the one generated file goes.</summary>
internal sealed class BindingLibrary(HeaderFile header, string exportFolder, string outputPath) : ILibrary
{
    private const string Namespace = "NativeRnn.Bindings";

    private readonly CSharpNames _names = new(header);

    public void Setup(Driver driver)
    {
        var options = driver.Options;
        options.GeneratorKind = BindingGenerator.Kind;
        options.OutputDir = Path.GetDirectoryName(outputPath);
        options.OutputNewLineType = NewLineType.LF;
        options.GenerateName = _ => Path.GetFileNameWithoutExtension(outputPath);
        options.GenerateFreeStandingFunctionsClassName = _ => _names.FunctionsClass;
        // As C++, structs returned by value would turn into hidden-pointer calls.
        driver.ParserOptions.LanguageVersion = LanguageVersion.C99;
        AddModule(options);
    }

    public void SetupPasses(Driver driver)
    {
    }

    public void Preprocess(Driver driver, ASTContext ctx)
    {
    }

    public void Postprocess(Driver driver, ASTContext ctx)
    {
        var unit = ctx.TranslationUnits.Single(IsHeader);
        foreach (var included in ctx.TranslationUnits.Where(IsOurs))
        {
            CSharpNames.ApplyToTypes(included);
        }

        _names.ApplyToFunctions(unit);
        foreach (var declared in unit.Enums)
        {
            declared.Access = AccessSpecifier.Internal;
            // clang's choice differs by platform (unsigned on Linux, int on Windows); all values fit both.
            declared.BuiltinType = new BuiltinType(PrimitiveType.Int);
        }
    }

    public void GenerateCode(Driver driver, List<GeneratorOutput> outputs)
    {
        outputs.RemoveAll(output => !IsHeader(output.TranslationUnit));
        foreach (var source in outputs.SelectMany(output => output.Outputs).OfType<BindingSources>())
        {
            source.WriteFile(header, _names.FunctionsClass);
        }
    }

    private void AddModule(DriverOptions options)
    {
        var module = options.AddModule(header.Library);
        module.SharedLibraryName = header.Library;
        module.OutputNamespace = Namespace;
        module.IncludeDirs.Add(exportFolder);
        module.IncludeDirs.Add(header.IncludeFolder);
        module.Headers.Add(Path.GetRelativePath(header.IncludeFolder, header.Path));
    }

    // A header may use the types of another one, which has bindings of its own.
    private bool IsOurs(TranslationUnit unit) =>
        unit.IsValid && Path.GetFullPath(unit.FilePath).StartsWith(header.IncludeFolder, StringComparison.Ordinal);

    private bool IsHeader(TranslationUnit unit) => unit.IsValid && Path.GetFullPath(unit.FilePath) == header.Path;
}
