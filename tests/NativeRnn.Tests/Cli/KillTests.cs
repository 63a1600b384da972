using System.Diagnostics;
using NativeRnn.Tests.Training;
using NUnit.Framework;

namespace NativeRnn.Tests.Cli;

/// <summary>A training process that dies at any moment loses nothing but the time since its last save.</summary>
public class KillTests
{
    private const int Kills = 50;
    private const int Seed = 20240607;
    private static readonly TimeSpan _patience = TimeSpan.FromMinutes(2);

    private readonly Random _random = new(Seed);
    private TemporaryFolder _folder = null!;
    private string _text = null!;
    private string _pairs = null!;

    [SetUp]
    public void MakeFolder()
    {
        _folder = new TemporaryFolder();
        _text = SmallText.In(_folder);
        _pairs = _folder.File("pairs.tsv");
        File.WriteAllLines(_pairs, SmallPairs.Pairs().Select(pair => $"{pair.Source}\t{pair.Target}"));
    }

    [TearDown]
    public void RemoveFolder() => _folder.Dispose();

    [Test]
    [Category("Acceptance")]
    public void A_language_model_killed_fifty_times_ends_with_the_bytes_of_a_run_never_killed() => KillAndCompare(
    [
        "train", "lm", "--data", _text, "--hidden", "48", "--layers", "2", "--dropout", "0.2", "--optimizer", "adam",
        "--batch", "8", "--steps", "20", "--valid", _text, "--threads", "2", "--save-every", "10", "--max-steps", "5000",
    ]);

    [Test]
    [Category("Acceptance")]
    public void A_translator_killed_fifty_times_ends_with_the_bytes_of_a_run_never_killed() => KillAndCompare(
    [
        "train", "seq2seq", "--data", _pairs, "--cell", "lstm", "--hidden", "24", "--layers", "2", "--embed", "16",
        "--attention", "general", "--bidirectional", "--dropout", "0.2", "--label-smoothing", "0.1", "--batch", "8",
        "--steps", "7", "--valid", _pairs, "--patience", "5000", "--schedule", "plateau", "--schedule-period", "500",
        "--threads", "2", "--save-every", "10", "--max-steps", "4000",
    ]);

    private void KillAndCompare(string[] command)
    {
        var whole = _folder.File("whole");
        var start = TimeToRun([.. command[..^1], "1", "--out", whole]);
        var work = TimeToRun([.. command, "--out", whole]) - start;
        var run = _folder.File("run");
        var steps = new HashSet<long>();
        for (int kills = 0, tries = 0; kills < Kills; tries++)
        {
            Assert.That(tries, Is.LessThan(2 * Kills), "it must not end before it is killed");

            // On average half of all the work is done when the kills end, so that none comes too late.
            kills += KilledAfter(_random.NextDouble() * (start + work / Kills), Resumed(command, run)) ? 1 : 0;
            steps.Add(File.Exists(run) ? CheckpointInfo.Read(run).Training!.StepsDone : 0);
        }

        TimeToRun(Resumed(command, run));
        TestContext.Out.WriteLine($"start {start.TotalSeconds:F2} s, work {work.TotalSeconds:F1} s, resumed from "
            + $"{steps.Count} different steps up to {steps.Max()}");
        Assert.That(steps, Has.Count.GreaterThan(Kills / 10), "kills at several places"); // a fast start leaves little of each try
        Assert.That(File.ReadAllBytes(run), Is.EqualTo(File.ReadAllBytes(whole)));
        Assert.That(_folder.FileNames(), Is.EqualTo(new[] { "pairs.tsv", "run", "text.txt", "whole" }), "nothing is left behind");
    }

    private static string[] Resumed(string[] command, string run) =>
        File.Exists(run) ? [.. command, "--out", run, "--resume", run] : [.. command, "--out", run];

    private static TimeSpan TimeToRun(string[] arguments)
    {
        var watch = Stopwatch.StartNew();
        using var process = CliProcess.Start(arguments);
        var error = CliProcess.Finish(process, _patience);
        Assert.That(process.ExitCode, Is.Zero, error);
        return watch.Elapsed;
    }

    /// <returns>Whether it was still alive.</returns>
    private static bool KilledAfter(TimeSpan time, string[] arguments)
    {
        using var process = CliProcess.Start(arguments);
        if (process.WaitForExit(time))
        {
            Assert.That(process.ExitCode, Is.Zero, process.StandardError.ReadToEnd());
            return false;
        }
        process.Kill(); // SIGKILL
        process.WaitForExit();
        return true;
    }
}
