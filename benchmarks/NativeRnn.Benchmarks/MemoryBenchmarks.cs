using System.Diagnostics;
using System.Globalization;

namespace NativeRnn.Benchmarks;

/// <summary>What training keeps in memory, beside what it cannot do without.</summary>
internal static class MemoryBenchmarks
{
    private const int TrainedSteps = 10; // all buffers have their size, and all code is compiled
    private const double Target = 1.3;

    /// <summary>The word model's resident memory beside parameters, gradients and the primitives' workspace; SGD keeps nothing else.</summary>
    internal static IEnumerable<Comparison> WordModel(Floor floor)
    {
        var (resident, parameters) = TrainedInProcess();
        var needed = (2 * sizeof(float) * parameters + WordModelBenchmarks.Workspace(floor)) / 1e6;
        yield return new Comparison(
            "memory of the word model's training, MB", resident, needed, resident / needed, Yardstick.Ratio.Unit, Target, MoreIsBetter: false);
    }

    /// <summary>Trains the word model and writes the resident memory that this took, in bytes, and its parameters.</summary>
    internal static void TrainWords(TextWriter output)
    {
        using var engine = Engine.Cpu();
        var before = Resident();
        using var model = WordModelBenchmarks.Model(engine);
        using var trainer = WordModelBenchmarks.Trainer(model, Precision.F32);
        for (var step = 0; step < TrainedSteps; step++)
        {
            trainer.Step();
        }

        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Resident() - before} {model.Parameters.Count}"));
    }

    private static (double Megabytes, double Parameters) TrainedInProcess()
    {
        var command = OwnProgram.CommandFor(OwnProgram.TrainWords);
        using var process = Process.Start(new ProcessStartInfo(command[0], command[1..]) { RedirectStandardOutput = true })!;
        var numbers = process.StandardOutput.ReadToEnd().Split(' ');
        process.WaitForExit();
        return (double.Parse(numbers[0], CultureInfo.InvariantCulture) / 1e6, double.Parse(numbers[1], CultureInfo.InvariantCulture));
    }

    private static long Resident()
    {
        using var process = Process.GetCurrentProcess();
        return process.WorkingSet64;
    }
}
