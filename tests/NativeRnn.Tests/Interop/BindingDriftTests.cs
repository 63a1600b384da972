using System.Reflection;
using System.Runtime.InteropServices;
using NativeRnn.Bindings;
using NUnit.Framework;

namespace NativeRnn.Tests.Interop;

/// <summary>The header, the generated bindings and the built library say the same; none of it needs CppSharp.</summary>
[TestFixture]
public sealed class BindingDriftTests
{
    private const string Header = "nativernn.h";
    private const string Bindings = "NativeRnn.g.cs";
    private const string MpiHeader = "nativernn_mpi.h";
    private const string MpiBindings = "NativeRnn.Mpi.g.cs";

    private static MethodInfo[] Bound { get; } = BoundIn(typeof(Native));

    private static MethodInfo[] BoundIn(Type functions) => functions
        .GetMethods(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly)
        .Where(method => method.GetCustomAttribute<DllImportAttribute>() is not null)
        .ToArray();

    [TestCase(Header, Bindings)]
    [TestCase(MpiHeader, MpiBindings)]
    public void Bindings_are_stamped_with_the_header_they_were_generated_from(string header, string bindings)
    {
        var stamp = $"// SHA-256 of {header} (LF line ends): {NativeHeader.Sha256(header)}";
        Assert.That(
            BindingSource.Read(bindings).Split('\n').Take(4),
            Has.Member(stamp),
            $"{header} changed: run bindings/regenerate.sh and commit its output.");
    }

    [TestCase(Header, typeof(Native), 30)]
    [TestCase(MpiHeader, typeof(NativeMpi), 10)]
    public void Bindings_hold_each_function_of_the_header_and_no_other(string header, Type functions, int least)
    {
        var declared = NativeHeader.FunctionNames(header);
        Assert.That(declared, Has.Count.GreaterThan(least), "The pattern no longer recognises the header's functions.");
        Assert.That(BoundIn(functions).Select(EntryPoint), Is.EquivalentTo(declared));
    }

    [Test]
    public void Library_exports_every_bound_function() =>
        Assert.That(Bound.Where(method => !IsExported(method)).Select(EntryPoint), Is.Empty);

    [Test]
    [Platform("Linux", Reason = "reads the ELF symbol table")]
    public void Library_exports_no_function_that_the_header_lacks()
    {
        var exported = LoadedLibrary.ExportedNames().Where(name => name.StartsWith("nrnn_", StringComparison.Ordinal));
        Assert.That(exported, Is.EquivalentTo(NativeHeader.FunctionNames(Header)));
    }

    [Test]
    public unsafe void Struct_sizes_and_offsets_are_those_the_library_reports()
    {
        var reported = Marshal.PtrToStringUTF8((nint)Native.AbiLayout())!
            .Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(StructLayout.FromNative);
        Assert.That(StructLayout.OfBindings(), Is.EquivalentTo(reported));
    }

    [Test]
    public void No_type_of_the_bindings_is_public() =>
        Assert.That(typeof(Native).Assembly.GetExportedTypes(), Is.Empty);

    [TestCase(Header, Bindings)]
    [TestCase(MpiHeader, MpiBindings)]
    public void Generating_again_gives_the_committed_file(string header, string bindings)
    {
        var assemblies = Environment.GetEnvironmentVariable("NATIVERNN_CPPSHARP_DIR");
        if (string.IsNullOrEmpty(assemblies))
        {
            Assert.Ignore("NATIVERNN_CPPSHARP_DIR is not set: the bindings were NOT generated again and compared.");
        }

        Assert.That(BindingSource.Generate(assemblies!, header, bindings), Is.EqualTo(BindingSource.Read(bindings)));
    }

    private static string EntryPoint(MethodInfo method) => method.GetCustomAttribute<DllImportAttribute>()!.EntryPoint!;

    private static bool IsExported(MethodInfo method)
    {
        try
        {
            Marshal.Prelink(method);
            return true;
        }
        catch (EntryPointNotFoundException)
        {
            return false;
        }
    }
}
