using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Exporters.Json;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using NativeRnn.DotNetBenchmarks;

// The arguments are BenchmarkDotNet's, such as --filter '*Generation*'; without a filter, all run. In this process: a
// project that BenchmarkDotNet makes would have to find the native library again.
var job = Job.ShortRun.WithToolchain(InProcessEmitToolchain.Instance);
var config = ManualConfig.CreateEmpty()
    .AddJob(job)
    .AddLogger(ConsoleLogger.Default)
    .AddColumnProvider(DefaultColumnProviders.Instance)
    .AddDiagnoser(MemoryDiagnoser.Default)
    .AddExporter(JsonExporter.FullCompressed)
    .WithArtifactsPath(Path.Combine("artifacts", "benchmarkdotnet"));
BenchmarkSwitcher.FromAssembly(typeof(CaseBenchmark).Assembly).Run(args.Length > 0 ? args : ["--filter", "*"], config);
