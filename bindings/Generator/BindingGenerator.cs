using CppSharp.AST;
using CppSharp.Generators;
using CppSharp.Generators.CSharp;

namespace NativeRnn.Generator;

/// <summary>
/// CppSharp's C# back end without its wrapper classes: SafeHandles, spans and exceptions are written by hand
/// on top, so only the layouts and the P/Invoke declarations are wanted.
/// </summary>
internal sealed class BindingGenerator(BindingContext context) : CppSharp.Generators.Generator(context)
{
    public static readonly GeneratorKind Kind =
        new("NativeRnn", "flat C#", typeof(BindingGenerator), typeof(BindingTypePrinter));

    public override bool SetupPasses() => true;

    public override List<CodeGenerator> Generate(IEnumerable<TranslationUnit> units) =>
        [new BindingSources(Context, units) { TypePrinter = (CSharpTypePrinter)typePrinter }];
}
