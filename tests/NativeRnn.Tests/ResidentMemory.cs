using System.Globalization;
using NUnit.Framework;

namespace NativeRnn.Tests;

/// <summary>What this process takes of the machine's memory, as Linux counts it.</summary>
internal static class ResidentMemory
{
    private const string Status = "/proc/self/status";
    private const string Reset = "/proc/self/clear_refs"; // 5: the peak becomes what is resident now (man 5 proc)

    /// <summary>By how many bytes an action raises the process's memory at its peak; ignores the test, loudly, where nothing tells.</summary>
    public static long PeakOf(Action action)
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        try
        {
            File.WriteAllText(Reset, "5");
        }
        catch (Exception unable) when (unable is IOException or UnauthorizedAccessException)
        {
            Assert.Ignore($"NOT CHECKED: this system does not tell a process's peak memory anew ({unable.Message}).");
        }
        var before = Bytes("VmRSS");
        action();
        return Bytes("VmHWM") - before;
    }

    /// <summary>The process's resident memory in bytes, garbage collected; ignores the test, loudly, where nothing tells.</summary>
    public static long Now()
    {
        if (!File.Exists(Status))
        {
            Assert.Ignore("NOT CHECKED: this system does not tell a process's resident memory.");
        }
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        return Bytes("VmRSS");
    }

    /// <summary>Ignores the running test, loudly, where the machine has too little memory or disk for it.</summary>
    public static void Require(long memory, long disk, string folder)
    {
        const long Unit = 1L << 30;
        var (free, room) = (Free(), new DriveInfo(folder).AvailableFreeSpace);
        if (free < memory || room < disk)
        {
            Assert.Ignore(
                $"NOT CHECKED: it takes {memory / Unit} GiB of memory and {disk / Unit} of disk, and {free / Unit} and {room / Unit} are free.");
        }
    }

    private static long Free() => OperatingSystem.IsLinux()
        ? Bytes("MemAvailable", "/proc/meminfo")
        : GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;

    private static long Bytes(string name, string file = Status)
    {
        var line = File.ReadLines(file).Single(line => line.StartsWith($"{name}:", StringComparison.Ordinal)); // VmRSS:  1234 kB
        return 1024 * long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);
    }
}
