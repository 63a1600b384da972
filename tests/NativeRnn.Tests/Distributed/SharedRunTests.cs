using System.Diagnostics;
using NativeRnn.Tests.Cli;
using NUnit.Framework;

namespace NativeRnn.Tests.Distributed;

/// <summary>What becomes of a job that is stopped, or that a rank falls out of.</summary>
[NonParallelizable]
internal sealed class SharedRunTests
{
    private static readonly TimeSpan _seconds = TimeSpan.FromSeconds(20); // on a machine with other work

    private TemporaryFolder _folder = null!;
    private string[] _command = null!;
    private string _model = null!;

    [SetUp]
    public void MakeData()
    {
        MpiJob.Require();
        _folder = new TemporaryFolder();
        _model = Path.Combine(Directory.CreateDirectory(_folder.File("run")).FullName, "model.nrnn");
        _command =
        [
            "train", "lm", "--data", SmallText.In(_folder), "--hidden", "12", "--cell", "lstm", "--layers", "2", "--batch", "6",
            "--steps", "5", "--optimizer", "adam", "--offset", "0", "--threads", "1", "--log-steps", "--json",
        ];
    }

    [TearDown]
    public void RemoveFolder() => _folder?.Dispose();

    [TestCase(3, 2)]
    [TestCase(2, 1, Category = "Acceptance")]
    [TestCase(1, 4, Category = "Acceptance")]
    public void A_run_goes_on_with_another_number_of_ranks(int before, int after)
    {
        const double Rounding = 1e-4; // of forty steps
        const int Middle = 25; // within an epoch, so that the state of all rows is in the file
        var whole = MpiJob.Run(1, [.. _command, "--max-steps", "40"]).Succeeded();
        MpiJob.Run(before, [.. _command, "--max-steps", $"{Middle}", "--out", _model]).Succeeded();
        var rest = MpiJob.Run(after, [.. _command, "--max-steps", "40", "--resume", _model]).Succeeded();
        Assert.That(rest.Losses.Keys, Is.EqualTo(Enumerable.Range(Middle + 1, 40 - Middle)));
        foreach (var (step, loss) in rest.Losses)
        {
            Assert.That(loss, Is.EqualTo(whole.Losses[step]).Within(Rounding), $"step {step}");
        }
    }

    [Test]
    public void A_checkpoint_of_ranks_loads_like_any_other()
    {
        MpiJob.Run(4, [.. _command, "--max-steps", "40", "--out", _model]).Succeeded();
        using var model = LanguageModel.Load(_model);
        Assert.That(model.Generate("the ", new GenerationOptions { Length = 5 }), Has.Length.EqualTo(5));
        Assert.That(CheckpointInfo.Read(_model).Training!.StepsDone, Is.EqualTo(40));
        Assert.That(Directory.GetFiles(Path.GetDirectoryName(_model)!), Has.Length.EqualTo(1), "rank 0 alone writes");
    }

    [TestCase(0, Category = "Acceptance")]
    [TestCase(1)]
    public void A_rank_that_is_killed_ends_the_job_and_the_run_goes_on_from_its_last_save(int victim)
    {
        using var job = StartLong();
        using (var rank = MpiJob.RankOf(job, victim))
        {
            rank.Kill();
        }

        var watch = Stopwatch.StartNew();
        var ended = MpiJob.Finish(job);
        Assert.That(ended.ExitCode, Is.Not.Zero);
        Assert.That(watch.Elapsed, Is.LessThan(_seconds));
        Assert.That(ended.Error, Does.Contain("exited on signal 9"));
        RequireResumable(ranks: 3);
    }

    [Test]
    public void A_request_to_terminate_stops_all_ranks_at_one_step_which_is_saved()
    {
        using var job = StartLong();
        using (var rank = MpiJob.RankOf(job, 1))
        {
            Process.Start("kill", ["-TERM", $"{rank.Id}"]).WaitForExit();
        }

        var ended = MpiJob.Finish(job);
        Assert.That(ended.ExitCode, Is.EqualTo(130), ended.Error);
        Assert.That(ended.Error, Does.Contain("nativernn: Interrupted after step"));
        Assert.That(CheckpointInfo.Read(_model).Training!.StepsDone, Is.EqualTo(ended.Losses.Keys.Max()));
        RequireResumable(ranks: 2);
    }

    [Test]
    public void A_checkpoint_that_cannot_be_written_ends_the_job()
    {
        using var job = StartLong();
        var folder = Path.GetDirectoryName(_model)!;
        Directory.Move(folder, folder + ".gone"); // at once, whatever the job is writing there
        var watch = Stopwatch.StartNew();
        var ended = MpiJob.Finish(job);
        Assert.That(ended.ExitCode, Is.EqualTo(1));
        Assert.That(watch.Elapsed, Is.LessThan(_seconds));
        Assert.That(ended.Error, Does.Match("nativernn: .*run"), "the sentence names the folder");
        Assert.That(ended.Error, Does.Not.Contain("rank 1:"), "it is told once");
    }

    // A job that has saved, and will not end by itself.
    private Process StartLong()
    {
        var job = MpiJob.Start(2, [.. _command, "--max-steps", "1000000", "--save-every", "20", "--out", _model]);
        var watch = Stopwatch.StartNew();
        while (!File.Exists(_model))
        {
            if (watch.Elapsed > _seconds || job.HasExited)
            {
                job.Kill(entireProcessTree: true);
                Assert.Fail("The job has saved nothing.");
            }

            Thread.Sleep(20);
        }

        return job;
    }

    private void RequireResumable(int ranks)
    {
        var steps = CheckpointInfo.Read(_model).Training!.StepsDone;
        var rest = MpiJob.Run(ranks, [.. _command, "--max-steps", $"{steps + 3}", "--resume", _model]).Succeeded();
        Assert.That(rest.Losses.Keys, Is.EqualTo(new[] { steps + 1, steps + 2, steps + 3 }));
    }
}
