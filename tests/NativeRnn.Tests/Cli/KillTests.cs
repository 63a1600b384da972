using System.Diagnostics;
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

    [SetUp]
    public void MakeFolder()
    {
        _folder = new TemporaryFolder();
        _text = SmallText.In(_folder);
    }

    [TearDown]
    public void RemoveFolder() => _folder.Dispose();

    [Test]
    [Category("Acceptance")]
    public void Killed_fifty_times_it_ends_with_the_bytes_of_a_run_never_killed()
    {
        var whole = _folder.File("whole");
        var start = TimeToRun(Train(whole, "--max-steps", "1"));
        var work = TimeToRun(Train(whole)) - start;
        var run = _folder.File("run");
        var steps = new HashSet<long>();
        for (int kills = 0, tries = 0; kills < Kills; tries++)
        {
            Assert.That(tries, Is.LessThan(2 * Kills), "it must not end before it is killed");

            // On average half of all the work is done when the kills end, so that none comes too late.
            kills += KilledAfter(_random.NextDouble() * (start + work / Kills), Resumed(run)) ? 1 : 0;
            steps.Add(File.Exists(run) ? CheckpointInfo.Read(run).Training!.StepsDone : 0);
        }

        TimeToRun(Resumed(run));
        TestContext.Out.WriteLine($"start {start.TotalSeconds:F2} s, work {work.TotalSeconds:F1} s, resumed from "
            + $"{steps.Count} different steps up to {steps.Max()}");
        Assert.That(steps, Has.Count.GreaterThan(Kills / 5), "kills at many places");
        Assert.That(File.ReadAllBytes(run), Is.EqualTo(File.ReadAllBytes(whole)));
        Assert.That(_folder.FileNames(), Is.EqualTo(new[] { "run", "text.txt", "whole" }), "nothing is left behind");
    }

    private string[] Resumed(string run) => File.Exists(run) ? [.. Train(run), "--resume", run] : Train(run);

    private string[] Train(string path, params string[] last) =>
    [
        "train", "lm", "--data", _text, "--hidden", "48", "--layers", "2", "--dropout", "0.2", "--optimizer", "adam",
        "--batch", "8", "--steps", "20", "--threads", "2", "--save-every", "10", "--valid", _text, "--out", path,
        .. last.Length > 0 ? last : ["--max-steps", "5000"],
    ];

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
            return false;
        }
        process.Kill(); // SIGKILL
        process.WaitForExit();
        return true;
    }
}
