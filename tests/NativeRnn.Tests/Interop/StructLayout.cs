using System.Reflection;
using System.Runtime.InteropServices;
using NativeRnn.Bindings;

namespace NativeRnn.Tests.Interop;

/// <summary>Lines "Name size Field offset Field offset …" of the generated structs and of nrnn_abi_layout.</summary>
internal static class StructLayout
{
    public static IEnumerable<string> OfBindings() => typeof(Native).Assembly.GetTypes()
        .Where(type => type is { IsValueType: true, IsEnum: false, Namespace: "NativeRnn.Bindings" })
        .Where(type => type != typeof(NativeMpiInfo)) // of another library, which compares the size itself
        .Select(Describe);

    /// <summary>"nrnn_tensor 24 buffer 0 …" becomes "NativeTensor 24 Buffer 0 …", the generator's names.</summary>
    public static string FromNative(string line)
    {
        var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var named = words.Select((word, index) => index % 2 == 0 ? Pascal(word) : word).ToArray();
        named[0] = "Native" + Pascal(words[0].Replace("nrnn_", "", StringComparison.Ordinal));
        return string.Join(' ', named);
    }

    private static string Describe(Type type)
    {
        var fields = type.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic)
            .Select(field => (field.Name, Offset: field.GetCustomAttribute<FieldOffsetAttribute>()!.Value))
            .OrderBy(field => field.Offset)
            .Select(field => $"{field.Name} {field.Offset}");
        return $"{type.Name} {Marshal.SizeOf(type)} {string.Join(' ', fields)}";
    }

    private static string Pascal(string name) =>
        string.Concat(name.Split('_').Select(word => char.ToUpperInvariant(word[0]) + word[1..]));
}
