using System.Diagnostics;
using System.Text.Json;

namespace NativeRnn.Benchmarks;

/// <summary>Measures cases as a driver asks for them, so that it can alternate between programs that stay warm.</summary>
internal static class CaseServer
{
    /// <summary>Time on the wall, or the processor's time of all threads, which a busy machine does not stretch.</summary>
    internal static Func<TimeSpan> Clock(string name) => name switch
    {
        "wall" => () => Stopwatch.GetElapsedTime(0),
        "cpu" => () => Environment.CpuUsage.TotalTime,
        _ => throw new ArgumentException($"The clock is wall or cpu, not {name}.", nameof(name)),
    };

    /// <summary>A line about itself; then one case's name per input line, its time as a line of JSON per output line; the last case stays ready.</summary>
    internal static void Serve(int threads, Func<TimeSpan> clock, TextReader input, TextWriter output)
    {
        using var engine = Engine.Cpu(threads);
        output.WriteLine(Describe(engine));
        Case? current = null;
        var name = "";
        while (input.ReadLine() is { } asked)
        {
            if (asked != name)
            {
                current?.Dispose();
                current = Cases.Make(asked, engine);
                name = asked;
            }
            output.WriteLine(JsonSerializer.Serialize(new { @case = name, milliseconds = current!.Measure(clock) }));
            output.Flush();
        }
        current?.Dispose();
    }

    // What answers: a line of JSON.
    private static string Describe(Engine engine) => JsonSerializer.Serialize(new
    {
        name = "NativeRnn",
        version = NativeLibraryInfo.Version,
        threads = engine.Threads,
        libraries = $"oneDNN {NativeLibraryInfo.OneDnnVersion}, {NativeLibraryInfo.InstructionSet}",
        cases = Cases.Names,
    });
}
