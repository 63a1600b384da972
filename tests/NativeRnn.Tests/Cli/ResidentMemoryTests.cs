using System.Diagnostics;
using NativeRnn.Tests.Training;
using NUnit.Framework;

namespace NativeRnn.Tests.Cli;

/// <summary>A long run takes no more memory than a short one.</summary>
/// <remarks>
/// In a process of its own, in which every method is compiled once and garbage is collected after half a megabyte. By
/// default .NET compiles methods that run often again, for seconds after a run has begun, which takes about 10 MB; and
/// what the lines and orders of epochs leave is collected after about 16 MB. Neither grows with the steps taken.
/// </remarks>
internal sealed class ResidentMemoryTests
{
    private const long Tolerance = 4 << 20; // bytes; pages that the runtime's own threads touch meanwhile

    private static readonly Dictionary<string, string> _settled = new()
    {
        ["DOTNET_TieredCompilation"] = "0",
        ["DOTNET_GCgen0size"] = "0x80000", // bytes
    };

    private TemporaryFolder _folder = null!;

    [SetUp]
    public void MakeFolder() => _folder = new TemporaryFolder();

    [TearDown]
    public void RemoveFolder() => _folder.Dispose();

    [Test]
    [Category("Acceptance")]
    public void A_hundred_thousand_steps_leave_resident_memory_where_it_was()
    {
        const int Sentences = 476; // a thousand batches of 4 times 12 characters
        var text = _folder.File("text.txt");
        File.WriteAllText(text, string.Concat(Enumerable.Repeat(SmallRun.Text, Sentences)));
        ExpectFlat(
            epochs: 101,
            "train", "lm", "--data", text, "--cell", "lstm", "--hidden", "24", "--batch", "4", "--steps", "12", "--offset", "0",
            "--threads", "1");
    }

    [Test]
    [Category("Acceptance")]
    public void Ten_thousand_steps_of_a_translator_leave_resident_memory_where_it_was()
    {
        var pairs = _folder.File("pairs.tsv"); // a thousand batches of 8
        File.WriteAllLines(pairs, SmallPairs.Pairs(8000).Select(pair => $"{pair.Source}\t{pair.Target}"));
        ExpectFlat(
            epochs: 11,
            "train", "seq2seq", "--data", pairs, "--cell", "lstm", "--hidden", "24", "--embed", "16", "--batch", "8",
            "--attention", "general", "--bidirectional", "--dropout", "0.1", "--threads", "2");
    }

    // From the end of the first epoch to that of the last.
    private static void ExpectFlat(int epochs, params string[] command)
    {
        using var process = CliProcess.StartWith(_settled, [.. command, "--epochs", "1000000", "--json"]);
        process.ErrorDataReceived += (_, _) => { };
        process.BeginErrorReadLine();
        try
        {
            var before = ResidentBehind(process, epoch: 1);
            var after = ResidentBehind(process, epochs);
            TestContext.Out.WriteLine($"{before:N0} bytes behind epoch 1, {after:N0} behind epoch {epochs}");
            Assert.That(after - before, Is.LessThan(Tolerance));
        }
        finally
        {
            process.Kill();
            process.WaitForExit();
        }
    }

    private static long ResidentBehind(Process process, int epoch)
    {
        while (process.StandardOutput.ReadLine() is { } line)
        {
            if (line.StartsWith($"{{\"epoch\":{epoch},", StringComparison.Ordinal))
            {
                process.Refresh();
                return process.WorkingSet64;
            }
        }
        throw new InvalidOperationException($"The run ended before epoch {epoch}.");
    }
}
