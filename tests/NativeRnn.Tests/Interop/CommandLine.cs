using System.Diagnostics;
using NUnit.Framework;

namespace NativeRnn.Tests.Interop;

/// <summary>Runs a program of the machine.</summary>
internal static class CommandLine
{
    /// <summary>The first of some programs that is on the search path; null where none is.</summary>
    public static string? Find(params string[] names) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        .SelectMany(folder => names.Select(name => Path.Combine(folder, name)))
        .FirstOrDefault(File.Exists);

    /// <summary>What it printed; fails the calling test, with both streams, if it did not exit with 0.</summary>
    public static string Output(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.That(process.ExitCode, Is.Zero, $"{program} failed:\n{output}{errors.Result}");
        return output;
    }
}
