using System.Globalization;
using NativeRnn;
using NativeRnn.Benchmarks;

// Usage: NativeRnn.Benchmarks FLOOR COMMAND [--only GROUP]... [--json FILE]
//                                              our own cost; FLOOR is build/release/benchmarks/native/onednn_floor,
//                                              COMMAND the published nativernn, FILE gets the figures
//        NativeRnn.Benchmarks --serve wall|cpu THREADS
//                                              times cases that a driver names line by line, see benchmarks/compare.py
//        NativeRnn.Benchmarks --export FOLDER  writes the models of generation as ONNX, for a peer to run
//        NativeRnn.Benchmarks --subwords FILE MERGES
//                                              times byte-pair encoding on a text
//        NativeRnn.Benchmarks --distributed [HIDDEN BATCH THREADS F32|BF16 on|off]
//                                              under mpirun: times sums of gradients, or steps of a word model with them
if (OwnProgram.Plays(args))
{
    return 0;
}

switch (args)
{
    case ["--serve", var clock, var threads]:
        CaseServer.Serve(int.Parse(threads, CultureInfo.InvariantCulture), CaseServer.Clock(clock), Console.In, Console.Out);
        return 0;
    case ["--export", var folder]:
        using (var engine = Engine.Cpu())
        {
            Cases.ExportGenerators(engine, folder);
        }

        return 0;
    case ["--subwords", var text, var merges]:
        SubwordBenchmark.Run(text, int.Parse(merges, CultureInfo.InvariantCulture));
        return 0;
    case ["--distributed", .. var settings]:
        DistributedBenchmark.Run(settings);
        return 0;
    case [var floor, var command, .. var options]:
        return ComparisonRun.Run(floor, command, options);
    default:
        Console.Error.WriteLine("Name the floor program and the nativernn command; ./build.sh bench does.");
        return 2;
}
