using System.Globalization;
using System.Text.Json;
using NativeRnn;
using NativeRnn.Benchmarks;

// Usage: NativeRnn.Benchmarks FLOOR [--json]; FLOOR is build/release/benchmarks/native/onednn_floor.
if (args.Length < 1)
{
    Console.Error.WriteLine("Name the floor program: build/release/benchmarks/native/onednn_floor (./build.sh bench does).");
    return 2;
}
using var engine = Engine.Cpu();
using var floor = new Floor(args[0], engine.Threads);
List<Comparison> results =
[
    .. LanguageModelBenchmarks.TrainingSteps(engine, floor),
    .. LanguageModelBenchmarks.Generation(engine, floor),
];
if (args.Contains("--json"))
{
    Console.WriteLine(JsonSerializer.Serialize(results));
    return 0;
}
Console.WriteLine($"{engine}, {NativeLibraryInfo.InstructionSet}, oneDNN {NativeLibraryInfo.OneDnnVersion}; medians of one run");
Console.WriteLine($"{"work",-44} {"ours ms",9} {"bare ms",9} {"ratio",7} {"target",7}");
foreach (var result in results)
{
    Console.WriteLine(string.Create(
        CultureInfo.InvariantCulture,
        $"{result.Name,-44} {result.Ours,9:F4} {result.Floor,9:F4} {result.Ratio,7:F3} {result.Target,7:F2}"));
}
return 0;
