using System.Text.Json;

namespace NativeRnn.Benchmarks;

/// <summary>Measures groups of comparisons, and shows each as it comes and what became of the targets.</summary>
internal static class ComparisonRun
{
    private static readonly JsonSerializerOptions _indented = new() { WriteIndented = true };

    private static readonly (string Name, Func<Engine, Floor, string, IEnumerable<Comparison>> Measure)[] _groups =
    [
        ("training", (engine, floor, _) => LanguageModelBenchmarks.TrainingSteps(engine, floor)),
        ("generation", (engine, floor, _) => LanguageModelBenchmarks.Generation(engine, floor)),
        ("layers", (engine, floor, _) => LayerBenchmarks.Layers(engine, floor)),
        ("words", (engine, floor, _) => WordModelBenchmarks.TrainingSteps(engine, floor)),
        ("memory", (_, floor, _) => MemoryBenchmarks.WordModel(floor)),
        ("seq2seq", (engine, floor, _) =>
            Seq2SeqBenchmarks.FixedCosts(engine, floor).Concat(Seq2SeqBenchmarks.LargeSteps(engine, floor))),
        ("search", (engine, _, _) => Seq2SeqBenchmarks.SearchShares(engine)),
        ("start", (engine, _, command) => StartBenchmarks.FirstCharacter(engine, command)),
        ("size", (_, _, _) => SizeBenchmarks.NativeLibrary()),
        ("threads", (_, _, _) => ScalingBenchmarks.Threads()),
    ];

    /// <summary>Runs what the options name; all groups by default.</summary>
    /// <param name="floorProgram">The program that times bare primitives.</param>
    /// <param name="command">The published <c>nativernn</c>.</param>
    /// <param name="options"><c>--only GROUP</c>, any number of times, and <c>--json FILE</c>.</param>
    /// <returns>The exit status: 2 where an option is not understood.</returns>
    internal static int Run(string floorProgram, string command, string[] options)
    {
        var (chosen, json, mistake) = Read(options, [.. _groups.Select(group => group.Name)]);
        if (mistake is not null)
        {
            Console.Error.WriteLine(mistake);
            return 2;
        }

        var results = Measure(floorProgram, command, chosen);
        ComparisonTable.WriteTargets(Console.Out, results);
        if (json is not null)
        {
            File.WriteAllText(json, JsonSerializer.Serialize(results, _indented));
        }

        return 0;
    }

    private static List<GroupResult> Measure(string floorProgram, string command, string[] chosen)
    {
        using var engine = Engine.Cpu();
        using var floor = new Floor(floorProgram, engine.Threads);
        Console.WriteLine($"{engine}, {NativeLibraryInfo.InstructionSet}, oneDNN {NativeLibraryInfo.OneDnnVersion}; medians of one run: milliseconds, sizes in MB");
        ComparisonTable.WriteHeading(Console.Out);
        var results = new List<GroupResult>();
        foreach (var (name, measure) in _groups.Where(group => chosen.Contains(group.Name)))
        {
            foreach (var comparison in measure(engine, floor, command))
            {
                results.Add(new GroupResult(name, comparison));
                ComparisonTable.WriteRow(Console.Out, comparison);
            }
        }

        return results;
    }

    private static (string[] Chosen, string? Json, string? Mistake) Read(string[] options, string[] groups)
    {
        var chosen = new List<string>();
        string? json = null;
        for (var rest = options; rest.Length > 0; rest = rest[2..])
        {
            switch (rest)
            {
                case ["--only", var group, ..] when groups.Contains(group):
                    chosen.Add(group);
                    break;
                case ["--only", var group, ..]:
                    return ([], null, $"There is no group '{group}': choose {string.Join(", ", groups)}.");
                case ["--json", var file, ..]:
                    json = file;
                    break;
                default:
                    return ([], null, $"'{rest[0]}' is not understood: give --only GROUP or --json FILE.");
            }
        }

        return (chosen.Count == 0 ? groups : [.. chosen], json, null);
    }
}
