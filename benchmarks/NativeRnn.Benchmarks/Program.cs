using System.Globalization;
using System.Text.Json;
using NativeRnn;
using NativeRnn.Benchmarks;

// Usage: NativeRnn.Benchmarks FLOOR [--json] [--only GROUP]...
//                                              our own cost; FLOOR is build/release/benchmarks/native/onednn_floor
//        NativeRnn.Benchmarks --serve wall|cpu THREADS
//                                              times cases that a driver names line by line, see benchmarks/compare.py
//        NativeRnn.Benchmarks --subwords FILE MERGES
//                                              times byte-pair encoding on a text
if (args.Length < 1)
{
    Console.Error.WriteLine("Name the floor program: build/release/benchmarks/native/onednn_floor (./build.sh bench does).");
    return 2;
}
if (args is ["--serve", var clock, var threads])
{
    using var serving = Engine.Cpu(int.Parse(threads, CultureInfo.InvariantCulture));
    Console.WriteLine(CaseServer.Describe(serving));
    CaseServer.Serve(serving, CaseServer.Clock(clock), Console.In, Console.Out);
    return 0;
}
if (args is ["--subwords", var text, var merges])
{
    SubwordBenchmark.Run(text, int.Parse(merges, CultureInfo.InvariantCulture));
    return 0;
}
if (args is [ScalingBenchmarks.Spin])
{
    while (true)
    {
    }
}
using var engine = Engine.Cpu();
using var floor = new Floor(args[0], engine.Threads);
(string Name, Func<IEnumerable<Comparison>> Measure)[] groups =
[
    ("training", () => LanguageModelBenchmarks.TrainingSteps(engine, floor)),
    ("generation", () => LanguageModelBenchmarks.Generation(engine, floor)),
    ("layers", () => LayerBenchmarks.Layers(engine, floor)),
    ("words", () => WordModelBenchmarks.TrainingSteps(engine, floor)),
    ("seq2seq", () => Seq2SeqBenchmarks.FixedCosts(engine, floor).Concat(Seq2SeqBenchmarks.LargeSteps(engine, floor))),
    ("search", () => Seq2SeqBenchmarks.SearchShares(engine)),
    ("threads", ScalingBenchmarks.Threads),
];
string[] chosen = [.. args.Zip(args.Skip(1)).Where(pair => pair.First == "--only").Select(pair => pair.Second)];
if (chosen.Except(groups.Select(group => group.Name)).FirstOrDefault() is { } unknown)
{
    Console.Error.WriteLine($"There is no group '{unknown}': choose {string.Join(", ", groups.Select(group => group.Name))}.");
    return 2;
}
List<Comparison> results =
    [.. groups.Where(group => chosen.Length == 0 || chosen.Contains(group.Name)).SelectMany(group => group.Measure())];
if (args.Contains("--json"))
{
    Console.WriteLine(JsonSerializer.Serialize(results));
    return 0;
}
Console.WriteLine($"{engine}, {NativeLibraryInfo.InstructionSet}, oneDNN {NativeLibraryInfo.OneDnnVersion}; medians of one run");
Console.WriteLine($"{"work",-48} {"ours ms",9} {"bare ms",9} {"that is",15} {"target",7}");
foreach (var result in results)
{
    Console.WriteLine(string.Create(
        CultureInfo.InvariantCulture,
        $"{result.Name,-48} {result.Ours,9:F4} {result.Floor,9:F4} {result.Value,7:F2} {result.Unit,-7} {result.Target,7:F2}"));
}
return 0;
