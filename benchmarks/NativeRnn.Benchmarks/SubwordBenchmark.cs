using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace NativeRnn.Benchmarks;

/// <summary>Times byte-pair encoding on a text.</summary>
internal static class SubwordBenchmark
{
    private const int Rounds = 3; // the best counts

    /// <summary>Prints what learning and encoding a file take.</summary>
    internal static void Run(string path, int merges)
    {
        var text = File.ReadAllText(path);
        var megabytes = Encoding.UTF8.GetByteCount(text) / 1e6;
        foreach (var spaces in Enum.GetValues<BytePairSpaces>())
        {
            var options = new BytePairOptions { Merges = merges, Spaces = spaces };
            var code = BytePairCode.Learn([text], options);
            var learning = Best(() => BytePairCode.Learn([text], options));
            var cold = Best(() => Count(new BytePairTokenizer(code), text));
            var tokenizer = new BytePairTokenizer(code);
            var tokens = Count(tokenizer, text);
            var warm = Best(() => Count(tokenizer, text));
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{spaces,-13} {megabytes:F2} MB, {code.MergeCount} merges: learnt in {learning:F2} s; encoded to {tokens} tokens at "
                + $"{megabytes / cold:F1} MB/s, a second time at {megabytes / warm:F1} MB/s"));
        }

        using var process = Process.GetCurrentProcess();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"peak memory {process.PeakWorkingSet64 / 1e6:F0} MB"));
    }

    private static double Best(Action work)
    {
        var best = double.PositiveInfinity;
        for (var round = 0; round < Rounds; round++)
        {
            var watch = Stopwatch.StartNew();
            work();
            best = Math.Min(best, watch.Elapsed.TotalSeconds);
        }

        return best;
    }

    private static int Count(BytePairTokenizer tokenizer, string text)
    {
        var count = 0;
        tokenizer.Visit(text, _ => ++count > 0);
        return count;
    }
}
