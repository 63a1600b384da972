using System.Diagnostics;
using NUnit.Framework;

namespace NativeRnn.Tests.Cli;

/// <summary>What translators do in a process of their own: signals and pipes.</summary>
public class TranslatorProcessTests
{
    private const int LinesAtATime = 256; // as many as translate reads before it answers
    private static readonly TimeSpan _patience = TimeSpan.FromMinutes(1);

    private TemporaryFolder _folder = null!;
    private string _pairs = null!;
    private string _model = null!;

    [OneTimeSetUp]
    public void Train()
    {
        if (!OperatingSystem.IsLinux())
        {
            Assert.Ignore("NOT CHECKED: the tests send signals with the programs env and kill of Linux.");
        }

        _folder = new TemporaryFolder();
        _pairs = SmallPairFile.In(_folder);
        _model = _folder.File("model.nrnn");
        CliRun.Of(["train", "seq2seq", "--data", _pairs, .. SmallPairFile.TinyModel, "--max-steps", "3", "--out", _model]);
    }

    [OneTimeTearDown]
    public void RemoveFolder() => _folder?.Dispose();

    [Test]
    public void A_signal_ends_training_with_a_run_that_goes_on()
    {
        var model = _folder.File("interrupted.nrnn");
        using var process = CliProcess.Start(
            ["train", "seq2seq", "--data", _pairs, .. SmallPairFile.TinyModel, "--epochs", "100000000", "--json", "--out", model]);
        var first = process.StandardOutput.ReadLine();
        Interop.CommandLine.Output("kill", "-INT", $"{process.Id}");
        var error = CliProcess.Finish(process, _patience);
        Assert.That(first, Does.StartWith("{\"epoch\":1,"));
        Assert.That(process.ExitCode, Is.EqualTo(130), error);
        var steps = CheckpointInfo.Read(model).Training!.StepsDone;
        Assert.That(error, Is.EqualTo(
            $"nativernn: Interrupted after step {steps}; the run, which --resume goes on with, was saved to {model}.\n"));
        var translated = CliRun.OfInput("The cat sleeps.\n", "translate", model);
        Assert.That((translated.Code, translated.Error), Is.EqualTo((0, "")));
        var resumed = CliRun.Of("train", "seq2seq", "--data", _pairs, "--resume", model, "--max-steps", $"{steps + 3}");
        Assert.That((resumed.Code, resumed.Error), Is.EqualTo((0, "")));
        Assert.That(CheckpointInfo.Read(model).Training!.StepsDone, Is.EqualTo(steps + 3));
    }

    [TestCase("INT")]
    [TestCase("TERM")]
    public void A_signal_ends_the_wait_for_more_lines(string signal)
    {
        using var process = Translating();
        Feed(process, LinesAtATime);
        var first = process.StandardOutput.ReadLine();
        Interop.CommandLine.Output("kill", $"-{signal}", $"{process.Id}");
        Assert.That(CliProcess.Finish(process, _patience), Is.EqualTo("nativernn: Interrupted.\n"));
        Assert.That(process.ExitCode, Is.EqualTo(130));
        Assert.That(first, Is.Not.Null);
    }

    [Test]
    public void It_ends_quietly_when_nobody_reads_on()
    {
        using var process = Translating();
        Feed(process, LinesAtATime);
        Assert.That(process.StandardOutput.ReadLine(), Is.Not.Null);
        process.StandardOutput.Close(); // as 'head -1' does
        Feed(process, LinesAtATime); // the input stays open: it is the output that ends the process
        var error = process.StandardError.ReadToEndAsync();
        Assert.That(process.WaitForExit(_patience), Is.True, "it must not wait for more input");
        Assert.That((process.ExitCode, error.Result), Is.EqualTo((141, "")));
    }

    [Test]
    public void A_program_that_asks_line_by_line_is_answered_line_by_line()
    {
        using var process = Translating("--batch", "1");
        for (var line = 0; line < 3; line++)
        {
            Feed(process, 1);
            var answer = process.StandardOutput.ReadLineAsync();
            Assert.That(answer.Wait(_patience), Is.True, "it must not wait for more lines");
            Assert.That(answer.Result, Is.Not.Null);
        }

        process.StandardInput.Close();
        Assert.That((CliProcess.Finish(process, _patience), process.ExitCode), Is.EqualTo(("", 0)));
    }

    [Test]
    public void Input_and_output_are_UTF_8_whatever_the_environment_says()
    {
        var pairs = SmallPairFile.Write(_folder, "accents.tsv", Enumerable.Repeat(new SentencePair("é", "ça été"), 4));
        var model = _folder.File("accents.nrnn");
        CliRun.Of("train", "seq2seq", "--data", pairs, "--hidden", "8", "--lr", "0.05", "--epochs", "60", "--out", model);
        using var process = CliProcess.StartReading("translate", model, "--threads", "1");
        process.StandardInput.BaseStream.Write("é\n"u8);
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEnd();
        Assert.That((CliProcess.Finish(process, _patience), process.ExitCode), Is.EqualTo(("", 0)));
        Assert.That(output, Is.EqualTo("ça été\n"));
    }

    private static void Feed(Process process, int lines)
    {
        try
        {
            for (var line = 0; line < lines; line++)
            {
                process.StandardInput.Write("The cat sleeps.\n");
            }

            process.StandardInput.Flush();
        }
        catch (IOException)
        {
            // It has ended already.
        }
    }

    private Process Translating(params string[] options) =>
        CliProcess.StartReading(["translate", _model, "--threads", "1", "--beam", "1", "--max-length", "8", .. options]);
}
