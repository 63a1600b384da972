using System.Diagnostics;
using System.Text;
using System.Text.RegularExpressions;
using NativeRnn.Tests.Cli;

namespace NativeRnn.Tests.Samples;

/// <summary>Runs a command of the documentation as a reader would, except that what it writes goes elsewhere.</summary>
/// <remarks>
/// <c>nativernn</c> runs in this process; files of the repository are found there, others in a folder of the test.
/// <c>reproduce</c> gets one epoch and stand-ins for the book's texts, where it needs them.
/// </remarks>
internal sealed partial class ShellLine(TemporaryFolder folder)
{
    /// <summary>The folder of the documentation that readers keep the book's texts in.</summary>
    public const string Texts = "texts";

    private static readonly TimeSpan _patience = TimeSpan.FromMinutes(3);

    public CliRun Run(string line)
    {
        var parts = Line().Match(line);
        var run = RunCommand(parts);
        if (parts.Groups["file"].Success)
        {
            File.WriteAllText(folder.File(parts.Groups["file"].Value), run.Output);
        }

        return run;
    }

    private CliRun RunCommand(Match parts)
    {
        string[] words = [.. Words().Matches(parts.Groups["command"].Value).Select(word => word.Value.Trim('"'))];
        return words switch
        {
            ["nativernn", "reproduce", _, "--data-dir", ..] => CliRun.Of([.. words[1..].Select(Resolve), "--epochs", "1"]),
            ["nativernn", ..] => CliRun.OfInput(parts.Groups["input"].Value, [.. words[1..].Select(Resolve)]),
            ["dotnet", "run", "--project", var project, "--", ..] => RunProgram(Path.GetFileName(project), words[5..]),
            _ => throw new ArgumentException($"The test does not know how to run '{parts.Value}'.", nameof(parts)),
        };
    }

    public static CliRun RunSample(string name, params string[] arguments) => RunSampleOnInput("", name, arguments);

    public static CliRun RunSampleOnInput(string input, string name, params string[] arguments)
    {
        var start = new ProcessStartInfo(
            Environment.ProcessPath!, [Path.Combine(AppContext.BaseDirectory, $"NativeRnn.{name}.dll"), .. arguments])
        {
            WorkingDirectory = RepositoryFolder.File(),
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
        };
        using var process = Process.Start(start)!;
        process.StandardInput.Write(input);
        process.StandardInput.Close();
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        if (!process.WaitForExit(_patience))
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"The sample {name} {string.Join(' ', arguments)} did not end within {_patience}.");
        }

        return new CliRun(process.ExitCode, output.Result, error.Result);
    }

    private CliRun RunProgram(string name, string[] arguments) => RunSample(name, [.. arguments.Select(Resolve)]);

    private string Resolve(string word)
    {
        if (word == Texts || Made().IsMatch(word))
        {
            return folder.File(word);
        }

        return word.StartsWith("data/", StringComparison.Ordinal) ? RepositoryFolder.File(word.Split('/')) : word;
    }

    [GeneratedRegex(@"^(echo ""(?<input>[^""]*)"" \| )?(?<command>.+?)( > (?<file>\S+))?$")]
    private static partial Regex Line();

    [GeneratedRegex(@"""[^""]*""|\S+")]
    private static partial Regex Words();

    [GeneratedRegex(@"^[\w-]+\.(nrnn|arpa|svg|csv|html)$")]
    private static partial Regex Made();
}
