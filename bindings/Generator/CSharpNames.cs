using CppSharp.AST;
using CppSharp.Generators.CSharp;

namespace NativeRnn.Generator;

/// <summary>
/// nrnn_engine_desc becomes NativeEngineDesc, nrnn_fill Native.Fill, NRNN_CELL_LSTM NativeCell.Lstm.
/// </summary>
internal static class CSharpNames
{
    public const string FunctionsClass = "Native";

    private const string Prefix = "nrnn_";

    public static void Apply(TranslationUnit unit)
    {
        foreach (var declared in unit.Enums)
        {
            Rename(declared);
        }

        foreach (var declared in unit.Classes)
        {
            Rename(declared);
        }

        foreach (var declared in unit.Functions)
        {
            Rename(declared);
        }
    }

    private static void Rename(Enumeration declared)
    {
        var prefix = ItemPrefix(declared);
        foreach (var item in declared.Items)
        {
            item.Name = Pascal(item.Name[prefix.Length..]);
        }

        declared.Name = FunctionsClass + Pascal(WithoutPrefix(declared.Name));
    }

    private static void Rename(Class declared)
    {
        foreach (var field in declared.Layout?.Fields ?? [])
        {
            field.Name = Pascal(field.Name);
        }

        declared.Name = FunctionsClass + Pascal(WithoutPrefix(declared.Name));
    }

    private static void Rename(Function declared)
    {
        declared.Name = Pascal(WithoutPrefix(declared.Name));
        foreach (var parameter in declared.Parameters)
        {
            var name = Pascal(parameter.Name);
            parameter.Name = CSharpSources.SafeIdentifier(char.ToLowerInvariant(name[0]) + name[1..]);
        }
    }

    /// <summary>As many leading words of the enum's own name as all its items carry.</summary>
    private static string ItemPrefix(Enumeration declared)
    {
        var prefix = declared.Name.ToUpperInvariant() + "_";
        while (!declared.Items.TrueForAll(item => item.Name.StartsWith(prefix, StringComparison.Ordinal)))
        {
            prefix = prefix[..(prefix.TrimEnd('_').LastIndexOf('_') + 1)];
        }

        return prefix;
    }

    private static string WithoutPrefix(string name) =>
        name.StartsWith(Prefix, StringComparison.Ordinal)
            ? name[Prefix.Length..]
            : throw new NotSupportedException($"'{name}' does not start with {Prefix}, as every public name must.");

    private static string Pascal(string name) => string.Concat(name
        .Split('_', StringSplitOptions.RemoveEmptyEntries)
        .Select(word => char.ToUpperInvariant(word[0]) + word[1..].ToLowerInvariant()));
}
