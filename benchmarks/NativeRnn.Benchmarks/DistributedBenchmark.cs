using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace NativeRnn.Benchmarks;

/// <summary>What training together costs the ranks of an MPI job: sums by their size, and steps of a word model.</summary>
/// <remarks>benchmarks/distributed.py starts it under mpirun and makes a model of larger clusters of what it prints.</remarks>
internal static class DistributedBenchmark
{
    private const int Rounds = 15;
    private const int LargestBits = 24; // 2²⁴ floats, 64 MiB: the word model's gradients are 79 MB

    /// <summary>Times sums of 1 float to 64 MiB, in both wires.</summary>
    internal static void Sums()
    {
        using var ranks = MpiCommunicator.Join();
        for (var bits = 0; bits <= LargestBits; bits += 2)
        {
            var values = new float[1 << bits];
            foreach (var wire in Enum.GetValues<GradientWire>())
            {
                var seconds = Median(ranks, () => ranks.Sum(values, wire));
                Print(ranks, new { ranks = ranks.Size, wire = $"{wire}", bytes = 4L << bits, seconds });
            }
        }
    }

    /// <summary>Times steps of one global batch: this rank's rows alone, then together.</summary>
    /// <param name="hidden">Units of a layer.</param>
    /// <param name="batch">Rows of all ranks.</param>
    /// <param name="threads">Of each rank.</param>
    /// <param name="options">How gradients are summed.</param>
    internal static void Steps(int hidden, int batch, int threads, DataParallelOptions options)
    {
        using var ranks = MpiCommunicator.Join();
        using var engine = Engine.Cpu(threads);
        using var model = WordModelBenchmarks.Model(engine, hidden);
        using var alone = WordModelBenchmarks.Trainer(model, Precision.F32, batch / ranks.Size);
        var compute = Median(ranks, () => alone.Step());
        using var together = WordModelBenchmarks.Trainer(model, Precision.F32, batch);
        _ = new DataParallel(together, ranks, options);
        var step = Median(ranks, () => together.Step());
        Print(ranks, new
        {
            ranks = ranks.Size,
            hidden,
            batch,
            threads,
            wire = $"{options.Wire}",
            overlap = options.Overlaps,
            parameters = model.Parameters.Count,
            compute,
            step,
        });
    }

    internal static void Run(string[] arguments)
    {
        if (arguments is not [var hidden, var batch, var threads, var wire, var overlap])
        {
            Sums();
            return;
        }
        Steps(
            int.Parse(hidden, CultureInfo.InvariantCulture),
            int.Parse(batch, CultureInfo.InvariantCulture),
            int.Parse(threads, CultureInfo.InvariantCulture),
            new DataParallelOptions { Wire = Enum.Parse<GradientWire>(wire), Overlaps = overlap == "on" });
    }

    // All begin together, and the slowest rank's time is the job's.
    private static double Median(MpiCommunicator ranks, Action work)
    {
        work();
        var times = new double[Rounds];
        for (var round = 0; round < Rounds; round++)
        {
            ranks.Barrier();
            var start = Stopwatch.GetTimestamp();
            work();
            times[round] = ranks.Gather<double>([Stopwatch.GetElapsedTime(start).TotalSeconds]).Max();
        }
        Array.Sort(times);
        return times[Rounds / 2];
    }

    private static void Print(MpiCommunicator ranks, object result)
    {
        if (ranks.IsRoot)
        {
            Console.WriteLine(JsonSerializer.Serialize(result));
        }
    }
}
