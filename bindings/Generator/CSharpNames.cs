using CppSharp.AST;
using CppSharp.Generators.CSharp;

namespace NativeRnn.Generator;

/// <summary>
/// nrnn_engine_desc becomes NativeEngineDesc, nrnn_fill Native.Fill, NRNN_CELL_LSTM NativeCell.Lstm. In nativernn_mpi.h,
/// nrnn_mpi_join becomes NativeMpi.Join.
/// </summary>
internal sealed class CSharpNames
{
    private const string TypePrefix = "Native";
    private const string Library = "nativernn";
    private const string Prefix = "nrnn_";

    private readonly string _functionPrefix;

    public CSharpNames(HeaderFile header)
    {
        var part = header.Library[Library.Length..]; // "" or "_mpi"
        _functionPrefix = part.Length == 0 ? Prefix : $"{Prefix}{part[1..]}_";
        FunctionsClass = TypePrefix + Pascal(part);
    }

    /// <summary>The class of the header's functions.</summary>
    public string FunctionsClass { get; }

    /// <summary>Of a header's enums and structs.</summary>
    public static void ApplyToTypes(TranslationUnit unit)
    {
        foreach (var declared in unit.Enums)
        {
            Rename(declared);
        }

        foreach (var declared in unit.Classes)
        {
            Rename(declared);
        }
    }

    public void ApplyToFunctions(TranslationUnit unit)
    {
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

        declared.Name = TypePrefix + Pascal(WithoutPrefix(declared.Name, Prefix));
    }

    private static void Rename(Class declared)
    {
        foreach (var field in declared.Layout?.Fields ?? [])
        {
            field.Name = Pascal(field.Name);
        }

        declared.Name = TypePrefix + Pascal(WithoutPrefix(declared.Name, Prefix));
    }

    private void Rename(Function declared)
    {
        declared.Name = Pascal(WithoutPrefix(declared.Name, _functionPrefix));
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

    private static string WithoutPrefix(string name, string prefix) =>
        name.StartsWith(prefix, StringComparison.Ordinal)
            ? name[prefix.Length..]
            : throw new NotSupportedException($"'{name}' does not start with {prefix}, as every public name must.");

    private static string Pascal(string name) => string.Concat(name
        .Split('_', StringSplitOptions.RemoveEmptyEntries)
        .Select(word => char.ToUpperInvariant(word[0]) + word[1..].ToLowerInvariant()));
}
