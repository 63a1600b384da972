using System.Diagnostics;
using System.Text.Json;
using NativeRnn.Tests.Interop;
using NUnit.Framework;

namespace NativeRnn.Tests.Checkpoints;

/// <summary>A Python of the machine's that has what a test compares with.</summary>
internal static class ExternalPython
{
    private const string Variable = "NATIVERNN_PYTHON"; // programs, separated as in PATH

    /// <summary>The first program that can import modules; ignores the running test, loudly, where none can.</summary>
    public static string With(string modules)
    {
        var programs = (Environment.GetEnvironmentVariable(Variable) ?? "")
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Concat(["python3", "/usr/bin/python3"]);
        var found = programs.FirstOrDefault(program => CanImport(program, modules));
        if (found is null)
        {
            Assert.Ignore($"NOT CHECKED: no Python here can import {modules}; docs/weights.md says how to get one ({Variable}).");
        }
        return found;
    }

    /// <summary>Runs texts of docs/weights.md and lines that use them on a job; returns the JSON that these print.</summary>
    /// <param name="program">What <see cref="With"/> returned.</param>
    /// <param name="markers">Each stands in the one text that is meant.</param>
    /// <param name="lines">Follow the texts; <c>job</c> is the job there.</param>
    /// <param name="job">What to do, as JSON.</param>
    public static JsonElement[] RunDocumented(string program, string[] markers, string lines, object job)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(
            folder.File("job.py"), $"{string.Join('\n', markers.Select(Documented))}\nimport json, sys\njob = json.load(open(sys.argv[1]))\n{lines}\n");
        File.WriteAllText(folder.File("job.json"), JsonSerializer.Serialize(job));
        using var document = JsonDocument.Parse(CommandLine.Output(program, folder.File("job.py"), folder.File("job.json")));
        return [.. document.RootElement.Clone().EnumerateArray()];
    }

    /// <summary>All numbers of nested arrays, in order.</summary>
    public static IEnumerable<double> Flatten(JsonElement value) =>
        value.ValueKind == JsonValueKind.Array ? value.EnumerateArray().SelectMany(Flatten) : [value.GetDouble()];

    private static string Documented(string marker) => Repository.ReadText("docs", "weights.md")
        .Split("```python\n")[1..]
        .Select(part => part.Split("```")[0])
        .Single(text => text.Contains(marker, StringComparison.Ordinal));

    private static bool CanImport(string program, string modules)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, ["-c", $"import {modules}"])
            {
                RedirectStandardError = true,
            })!;
            _ = process.StandardError.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}
