using NativeRnn.Tests.Cli;
using NUnit.Framework;

namespace NativeRnn.Tests.Distributed;

/// <summary>Ranks that share a file's lines say what one process says.</summary>
[NonParallelizable]
internal sealed class SharedWorkTests
{
    private const int Lines = 1100; // blocks for several rounds, the last one smaller

    private TemporaryFolder _folder = null!;
    private string _translator = null!;
    private string _input = null!;

    [OneTimeSetUp]
    public void Train()
    {
        MpiJob.Require();
        _folder = new TemporaryFolder();
        _translator = _folder.File("translator");
        MpiJob.Run(
            1,
            [
                "train", "seq2seq", "--data", SmallPairFile.In(_folder), "--hidden", "16", "--embed", "8", "--attention", "dot",
                "--batch", "6", "--epochs", "20", "--lr", "0.01", "--threads", "1", "--out", _translator,
            ]).Succeeded();
        var sources = SmallPairFile.Pairs.Select(pair => pair.Source).ToArray();
        _input = string.Concat(Enumerable.Range(0, Lines).Select(
            line => line % 97 == 5 ? "\n" : line == 700 ? "The zebra sees the cat.\n" : $"{sources[line % sources.Length]}\n"));
    }

    [OneTimeTearDown]
    public void RemoveFolder() => _folder?.Dispose();

    [TestCase(2, Category = "Acceptance")]
    [TestCase(3)]
    public void Translations_and_warnings_come_in_the_order_of_the_lines(int ranks)
    {
        string[] command = ["translate", _translator, "--beam", "2", "--threads", "1"];
        var one = MpiJob.Run(1, command, _input).Succeeded();
        var several = MpiJob.Run(ranks, command, _input).Succeeded();
        Assert.That(one.Output.Split('\n'), Has.Length.EqualTo(Lines + 1));
        Assert.That(several.Output, Is.EqualTo(one.Output));
        Assert.That(one.Error, Does.Contain("line 701: the model does not know 'zebra'"));
        Assert.That(several.Error, Is.EqualTo(one.Error));
    }

    [Test]
    public void Lines_before_a_bad_one_are_answered_and_the_job_fails()
    {
        string[] command = ["translate", _translator, "--threads", "1"];
        var input = _input + string.Concat(Enumerable.Repeat("the cat ", 2000)) + "\n";
        var (one, several) = (MpiJob.Run(1, command, input), MpiJob.Run(2, command, input));
        Assert.That(several.Output, Is.EqualTo(one.Output));
        Assert.That(several.ExitCode, Is.EqualTo(1));
        Assert.That(several.Error, Does.Contain($"Line {Lines + 1} has"));
    }

    [Test]
    public void A_translator_is_measured_to_the_last_digit_as_by_one_process()
    {
        string[] command =
            ["evaluate", _translator, "--data", _folder.File("pairs.tsv"), "--batch", "5", "--threads", "1", "--json"];
        Assert.That(MpiJob.Run(3, command).Succeeded().Output, Is.EqualTo(MpiJob.Run(1, command).Succeeded().Output));
    }

    [TestCase(1)]
    [TestCase(5, Category = "Acceptance")]
    public void A_language_model_is_measured_on_all_tokens(int strips)
    {
        const double Forgotten = 1e-6; // what lies 1,024 tokens back
        var (text, model) = (_folder.File("long.txt"), _folder.File("model"));
        File.WriteAllText(text, string.Concat(Enumerable.Repeat(File.ReadAllText(SmallText.In(_folder)), 6)));
        MpiJob.Run(
            1, ["train", "lm", "--data", text, .. SmallText.TinyModel, "--max-steps", "60", "--out", model]).Succeeded();
        string[] command = ["evaluate", model, "--data", text, "--batch", $"{strips}", "--threads", "1", "--json"];
        var (one, several) = (Measured(1), Measured(3));
        Assert.That(several.Tokens, Is.EqualTo(one.Tokens));
        Assert.That(several.Loss, Is.EqualTo(one.Loss).Within(Forgotten));

        (long Tokens, double Loss) Measured(int ranks)
        {
            var line = System.Text.Json.JsonDocument.Parse(MpiJob.Run(ranks, command).Succeeded().Output).RootElement;
            return (line.GetProperty("tokens").GetInt64(), line.GetProperty("loss").GetDouble());
        }
    }
}
