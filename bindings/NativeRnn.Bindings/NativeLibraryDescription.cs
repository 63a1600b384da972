namespace NativeRnn.Bindings;

/// <summary>A native library that this assembly calls.</summary>
/// <param name="Name">Its name in P/Invokes, without prefix and extension.</param>
/// <param name="PathVariable">The environment variable that names the file to use, or the folder that holds it.</param>
/// <param name="AbiFunction">Its function without arguments that returns the ABI version, a <c>uint32_t</c>.</param>
/// <param name="AbiVersion">The version that these bindings were made from.</param>
/// <param name="Remedy">What to do where it is in none of the usual places: a sentence.</param>
internal sealed record NativeLibraryDescription(
    string Name, string PathVariable, string AbiFunction, uint AbiVersion, string Remedy)
{
    /// <summary>Its file name on this system.</summary>
    internal string FileName =>
        OperatingSystem.IsWindows() ? $"{Name}.dll" :
        OperatingSystem.IsMacOS() ? $"lib{Name}.dylib" : $"lib{Name}.so";
}
