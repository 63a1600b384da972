using System.Buffers.Binary;

namespace NativeRnn.Bindings;

/// <summary>What the header of a native file says about it: ELF, PE or Mach-O.</summary>
/// <remarks>
/// Read before the system's loader sees the file. Its message for another processor differs from system to system,
/// and glibc's ends the process on a file that was cut off (SIGBUS), as it maps what is not there.
/// </remarks>
internal sealed class NativeFileHeader
{
    private const string Linux = "Linux", Windows = "Windows", MacOS = "macOS";

    private static readonly Dictionary<int, string> _elfMachines = new()
    {
        [0x03] = "x86",
        [0x28] = "arm",
        [0x3E] = "x64",
        [0xB7] = "arm64",
        [0xF3] = "riscv64",
        [0x102] = "loongarch64",
    };

    private static readonly Dictionary<int, string> _peMachines = new()
    {
        [0x14C] = "x86",
        [0x1C4] = "arm",
        [0x8664] = "x64",
        [0xAA64] = "arm64",
    };

    private static readonly Dictionary<int, string> _machMachines = new()
    {
        [0x0100_0007] = "x64",
        [0x0100_000C] = "arm64",
    };

    private readonly FileStream _file;

    private NativeFileHeader(FileStream file) => _file = file;

    private static string ThisSystem =>
        OperatingSystem.IsWindows() ? Windows : OperatingSystem.IsMacOS() ? MacOS : Linux;

    /// <summary>Why the file cannot be loaded into this process; null where its header says nothing against it.</summary>
    internal static string? ProblemOf(string path)
    {
        if (!File.Exists(path))
        {
            return Directory.Exists(path) ? "a folder, not a file" : "no such file";
        }

        try
        {
            using var file = File.OpenRead(path);
            return new NativeFileHeader(file).Problem();
        }
        catch (EndOfStreamException)
        {
            return "cut off in its header, or not a native library";
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return failure.Message.TrimEnd('.');
        }
    }

    private string? Problem() => _file.Length == 0 ? "an empty file" : (uint)Number(0, 4) switch
    {
        0x464C_457F => ProblemOfElf(),
        0xFEED_FACF => ProblemOf(MacOS, _machMachines, Number(4, 4)),
        0xBEBA_FECA => ThisSystem == MacOS ? null : ForSystem(MacOS), // several processors in one file
        var first when (first & 0xFFFF) == 0x5A4D => ProblemOf(Windows, _peMachines, Number(Number(0x3C, 4) + 4, 2)),
        _ => "not a native library",
    };

    private string? ProblemOfElf()
    {
        if (ProblemOf(Linux, _elfMachines, Number(18, 2)) is { } problem)
        {
            return problem;
        }

        var (first, size, count) = (Number(32, 8), Number(54, 2), Number(56, 2));
        for (var header = first; header < first + (size * count); header += size)
        {
            var end = Number(header + 8, 8) + Number(header + 32, 8); // of what the loader maps or reads
            if (end > _file.Length)
            {
                return $"cut off: {_file.Length} of at least {end} bytes";
            }
        }

        return null;
    }

    private static string? ProblemOf(string system, Dictionary<int, string> machines, long machine)
    {
        if (system != ThisSystem)
        {
            return ForSystem(system);
        }

        var name = machines.GetValueOrDefault((int)machine, $"0x{machine:x}");
        return name == NativeLibraryPlaces.Processor
            ? null
            : $"for the processor {name}; this process needs {NativeLibraryPlaces.Processor}";
    }

    private static string ForSystem(string system) => $"for {system}; this is {ThisSystem}";

    // Little-endian, as all of these are.
    private long Number(long offset, int bytes)
    {
        Span<byte> read = stackalloc byte[sizeof(long)];
        read.Clear();
        _file.Position = offset;
        _file.ReadExactly(read[..bytes]);
        return BinaryPrimitives.ReadInt64LittleEndian(read);
    }
}
