using System.Diagnostics;

namespace NativeRnn.Benchmarks;

/// <summary>From the start of a process to its output, beside a .NET program that writes a line and ends.</summary>
internal static class StartBenchmarks
{
    private const string Prompt = "time";
    private const double FirstCharacterTarget = 200; // milliseconds
    private const int Hidden = 540; // parameters of 5 MB
    private const int StartsPerRound = 3;

    /// <summary>The first character that <c>generate</c> makes, and what comes before it.</summary>
    /// <param name="engine">Makes the model.</param>
    /// <param name="command">The published <c>nativernn</c>.</param>
    internal static IEnumerable<Comparison> FirstCharacter(Engine engine, string command)
    {
        var path = Path.Combine(Path.GetTempPath(), $"nativernn-start-{Environment.ProcessId}.nrnn");
        using (var model = BenchmarkModels.LanguageModel(engine, CellKind.Lstm, Hidden, layers: 1))
        {
            model.Save(path);
        }

        string[] generate = [command, "generate", path, "--prompt", Prompt, "--length", "2"];
        try
        {
            yield return Start("start to the model loaded, LSTM of 5 MB", Yardstick.ExcessMilliseconds, null, 1, generate);
            yield return Start(
                "start to the first character made of it", Yardstick.Ours, FirstCharacterTarget, Prompt.Length + 1, generate);
        }
        finally
        {
            File.Delete(path);
        }
    }

    // The prompt is written when the model is loaded.
    private static Comparison Start(string name, Yardstick yardstick, double? target, int bytes, string[] command) =>
        Comparison.Measure(
            name, yardstick, target, () => MedianToOutput(bytes, command), () => MedianToOutput(1, OwnProgram.CommandFor(OwnProgram.Greet)));

    private static double MedianToOutput(int bytes, string[] command) =>
        Comparison.Median([.. Enumerable.Range(0, StartsPerRound).Select(_ => ToOutput(bytes, command))]);

    // Milliseconds until so many bytes have come.
    private static double ToOutput(int bytes, string[] command)
    {
        var start = Stopwatch.GetTimestamp();
        using var process = Process.Start(new ProcessStartInfo(command[0], command[1..]) { RedirectStandardOutput = true })
            ?? throw new InvalidOperationException($"Cannot start {command[0]}.");
        process.StandardOutput.BaseStream.ReadExactly(new byte[bytes]);
        var milliseconds = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return milliseconds;
    }
}
