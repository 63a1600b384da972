using System.Diagnostics;
using NUnit.Framework;

namespace NativeRnn.Tests.Cli;

/// <summary>What only a process of its own can show.</summary>
public class ProcessTests
{
    [TestCase("INT")]
    [TestCase("TERM")]
    public void A_signal_ends_training_with_a_model_that_loads(string signal)
    {
        RequireLinux();
        using var folder = new TemporaryFolder();
        var model = folder.File("model.nrnn");
        using var process = Start(
            "train", "lm", "--data", SmallText.In(folder), "--hidden", "32", "--batch", "4", "--epochs", "100000000",
            "--json", "--out", model);
        var first = process.StandardOutput.ReadLine();
        Interop.CommandLine.Output("kill", $"-{signal}", $"{process.Id}");
        var error = Finish(process);
        Assert.That(first, Does.StartWith("{\"epoch\":1,"));
        Assert.That(process.ExitCode, Is.EqualTo(130), error);
        Assert.That(error, Does.Contain("Interrupted after step ").And.Contain($"was saved to {model}."));
        var run = CliRun.Of("generate", model, "--prompt", "the ", "--length", "5");
        Assert.That((run.Code, run.Error), Is.EqualTo((0, "")));
        var steps = CheckpointInfo.Read(model).Training!.StepsDone;
        run = CliRun.Of("train", "lm", "--data", folder.File("text.txt"), "--resume", model, "--max-steps", $"{steps + 3}");
        Assert.That((run.Code, run.Error), Is.EqualTo((0, "")));
        Assert.That(CheckpointInfo.Read(model).Training!.StepsDone, Is.EqualTo(steps + 3));
    }

    // oneDNN's stack pointer stood in the heap during some products: each signal then overwrote what lay there.
    [Test]
    public void Signals_that_arrive_while_it_computes_do_no_harm()
    {
        const int Signals = 60; // 30 crashed the process in 6 of 6 runs
        RequireLinux();
        using var folder = new TemporaryFolder();
        using var process = Start(
            "train", "lm", "--data", SmallText.In(folder), "--hidden", "64", "--batch", "16", "--steps", "35",
            "--epochs", "100000000", "--threads", "1", "--json");
        _ = process.StandardOutput.ReadLine();
        for (var i = 0; i < Signals && !process.HasExited; i++)
        {
            Interop.CommandLine.Output("kill", "-CONT", $"{process.Id}");
        }

        Interop.CommandLine.Output("kill", "-TERM", $"{process.Id}");
        var error = Finish(process);
        Assert.That(process.ExitCode, Is.EqualTo(130), error);
    }

    [Test]
    public void Without_the_native_library_bleu_works()
    {
        using var folder = new TemporaryFolder();
        CliProcess.CopyTo(folder.Path);
        File.WriteAllText(folder.File("same.txt"), "a b c d\n");
        using var process = CliProcess.StartIn(
            folder.Path, folder.File("gone.so"), "bleu", "--hyp", folder.File("same.txt"), "--ref", folder.File("same.txt"));
        var output = process.StandardOutput.ReadToEnd();
        Assert.That((Finish(process), process.ExitCode), Is.EqualTo(("", 0)));
        Assert.That(output, Does.StartWith("BLEU 100.0000 100.00/100.00/100.00/100.00 "));
    }

    [Test]
    public void The_process_passes_arguments_output_and_exit_code_on()
    {
        using var process = Start("--version");
        Assert.That(process.StandardOutput.ReadToEnd().Trim(), Is.EqualTo("0.1.0"));
        Assert.That((Finish(process), process.ExitCode), Is.EqualTo(("", 0)));
        using var wrong = Start("--no-such-option");
        Assert.That((Finish(wrong).Trim(), wrong.ExitCode), Is.EqualTo(
            ("nativernn: There is no option '--no-such-option' here; 'nativernn --help' lists what there is.", 2)));
    }

    private static void RequireLinux()
    {
        if (!OperatingSystem.IsLinux())
        {
            Assert.Ignore("NOT CHECKED: the test sends signals with the programs env and kill of Linux.");
        }
    }

    private static Process Start(params string[] arguments) => CliProcess.Start(arguments);

    private static string Finish(Process process) => CliProcess.Finish(process);
}
