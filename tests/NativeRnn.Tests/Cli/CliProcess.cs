using System.Diagnostics;
using System.Text;
using NUnit.Framework;

namespace NativeRnn.Tests.Cli;

/// <summary>The command line in a process of its own.</summary>
internal static class CliProcess
{
    public static Process Start(params string[] arguments) => StartWith([], arguments);

    /// <summary>Starts it with environment variables set.</summary>
    public static Process StartWith(Dictionary<string, string> variables, params string[] arguments) =>
        StartIn(AppContext.BaseDirectory, variables, arguments);

    /// <summary>Runs the program with an input that the test writes to.</summary>
    public static Process StartReading(params string[] arguments)
    {
        var start = LineOf(AppContext.BaseDirectory, arguments);
        start.RedirectStandardInput = true;
        return Process.Start(start)!;
    }

    /// <summary>Runs a copy of the program.</summary>
    /// <param name="folder">Where the copy is.</param>
    /// <param name="library">The native library that it is told to use.</param>
    /// <param name="arguments">Without the program's name.</param>
    public static Process StartIn(string folder, string library, params string[] arguments) =>
        StartIn(folder, new Dictionary<string, string> { ["NATIVERNN_LIBRARY_PATH"] = library }, arguments);

    /// <summary>Runs a copy of the program with environment variables set.</summary>
    public static Process StartIn(string folder, Dictionary<string, string> variables, string[] arguments)
    {
        var start = LineOf(folder, arguments);
        foreach (var (name, value) in variables)
        {
            start.Environment[name] = value;
        }

        return Process.Start(start)!;
    }

    /// <summary>Copies the program without the folder of the native library, which stands beside it in a build.</summary>
    public static void CopyTo(string folder)
    {
        foreach (var file in Directory.EnumerateFiles(AppContext.BaseDirectory))
        {
            var name = Path.GetFileName(file);
            if (!name.Contains("nativernn", StringComparison.Ordinal) || name.Contains("NativeRnn", StringComparison.Ordinal))
            {
                File.Copy(file, Path.Combine(folder, name));
            }
        }
    }

    /// <summary>Waits a minute for the end.</summary>
    /// <returns>What it wrote to standard error.</returns>
    public static string Finish(Process process) => Finish(process, TimeSpan.FromMinutes(1));

    /// <summary>Waits for the end.</summary>
    /// <returns>What it wrote to standard error.</returns>
    public static string Finish(Process process, TimeSpan patience)
    {
        var error = process.StandardError.ReadToEndAsync();
        _ = process.StandardOutput.ReadToEndAsync(); // so that it never waits for a reader
        if (!process.WaitForExit(patience))
        {
            process.Kill(entireProcessTree: true);
            Assert.Fail($"The process did not end within {patience}.");
        }

        return error.Result;
    }

    private static ProcessStartInfo LineOf(string folder, string[] arguments)
    {
        string[] line = [Environment.ProcessPath!, Path.Combine(folder, "NativeRnn.Cli.dll"), .. arguments];

        // A test run in the background has SIGINT ignored, and its children would inherit that.
        string[] whole = OperatingSystem.IsLinux() ? ["env", "--default-signal=INT", .. line] : line;
        return new ProcessStartInfo(whole[0], whole[1..])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
        };
    }
}
