using CppSharp.AST;
using CppSharp.AST.Extensions;
using CppSharp.Generators;
using CppSharp.Generators.CSharp;

namespace NativeRnn.Generator;

/// <summary>
/// C types as blittable C# types. Only what the header's rules allow; anything else stops the generator, so
/// that a type whose size differs between platforms cannot slip in.
/// </summary>
internal sealed class BindingTypePrinter(BindingContext context) : CSharpTypePrinter(context)
{
    private static Dictionary<string, string> FixedWidth { get; } = new()
    {
        ["size_t"] = "nuint",
        ["int8_t"] = "sbyte",
        ["uint8_t"] = "byte",
        ["int16_t"] = "short",
        ["uint16_t"] = "ushort",
        ["int32_t"] = "int",
        ["uint32_t"] = "uint",
        ["int64_t"] = "long",
        ["uint64_t"] = "ulong",
    };

    public override TypePrinterResult VisitTypedefType(TypedefType typedef, TypeQualifiers quals) =>
        FixedWidth.TryGetValue(typedef.Declaration.Name, out var fixedWidth)
            ? fixedWidth
            : typedef.Declaration.Type.Visit(this);

    public override TypePrinterResult VisitBuiltinType(BuiltinType builtin, TypeQualifiers quals) =>
        VisitPrimitiveType(builtin.Type, quals);

    public override TypePrinterResult VisitPrimitiveType(PrimitiveType primitive, TypeQualifiers quals) =>
        primitive switch
        {
            PrimitiveType.Void => "void",
            PrimitiveType.Int => "int",
            PrimitiveType.Float => "float",
            PrimitiveType.Double => "double",
            _ => throw new NotSupportedException(
                $"The header uses C's {primitive}; use a fixed-width integer, size_t, float or double."),
        };

    /// <summary>Handles and pointers to structs are nint, so that nothing is copied; arrays stay pointers.</summary>
    public override TypePrinterResult VisitPointerType(PointerType pointer, TypeQualifiers quals)
    {
        var pointee = pointer.Pointee.Desugar();
        if (pointee.IsClass() || pointee is FunctionType)
        {
            return "nint";
        }

        return pointee.IsPrimitiveType(PrimitiveType.Char) ? "byte*" : $"{pointer.Pointee.Visit(this)}*";
    }

    public override TypePrinterResult VisitClassDecl(Class @class) => @class.Name;

    public override TypePrinterResult VisitDeclaration(Declaration decl) => decl.Name;
}
