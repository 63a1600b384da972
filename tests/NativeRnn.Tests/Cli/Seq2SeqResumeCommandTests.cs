using NUnit.Framework;

namespace NativeRnn.Tests.Cli;

public class Seq2SeqResumeCommandTests
{
    private static readonly string[] _options =
    [
        .. SmallPairFile.TinyModel, "--attention", "general", "--embed-dropout", "0.1", "--label-smoothing", "0.1", "--seed", "3",
        "--max-pairs", "30",
    ];

    private TemporaryFolder _folder = null!;
    private string _pairs = null!;
    private string _run = null!;

    [SetUp]
    public void MakeFolder()
    {
        _folder = new TemporaryFolder();
        _pairs = SmallPairFile.In(_folder);
        _run = _folder.File("run");
    }

    [TearDown]
    public void RemoveFolder() => _folder.Dispose();

    [TestCase("bucketed")]
    [TestCase("shuffled")]
    public void A_run_goes_on_to_the_bytes_of_one_that_never_stopped(string batches)
    {
        var whole = _folder.File("whole");
        Train([.. _options, "--batches", batches, "--max-steps", "14", "--out", whole]);
        Train([.. _options, "--batches", batches, "--max-steps", "6", "--out", _run]);
        var resumed = Train(["--resume", _run, "--max-steps", "14"]);
        Assert.That(resumed.Lines()[1], Is.EqualTo("going on after step 6, 1 epoch done"), "4 batches an epoch");
        Assert.That((resumed.Error, resumed.Lines()[^1]), Is.EqualTo(("", $"saved {_run}")));
        Assert.That(File.ReadAllBytes(_run), Is.EqualTo(File.ReadAllBytes(whole)));
    }

    [Test]
    public void A_run_that_BLEU_judges_goes_on_with_its_best()
    {
        var whole = _folder.File("whole");
        string[] judged = ["--valid", _pairs, "--keep-best"];
        Train([.. _options, .. judged, "--best-by", "bleu", "--patience", "9", "--epochs", "6", "--out", whole]);
        Train([.. _options, .. judged, "--best-by", "bleu", "--patience", "9", "--epochs", "4", "--out", _run]);
        Train(["--resume", _run, .. judged, "--epochs", "6"]);
        Assert.That(File.ReadAllBytes(_run), Is.EqualTo(File.ReadAllBytes(whole)));
        var (best, same) = (CheckpointInfo.Read(whole + ".best").Training!, CheckpointInfo.Read(_run + ".best").Training!);
        Assert.That((same.StepsDone, same.BestValidation), Is.EqualTo((best.StepsDone, best.BestValidation)));
    }

    [Test]
    public void The_same_command_line_may_be_given_again()
    {
        string[] line =
        [
            "--hidden", "8", "--embed", "8", "--tie-output", "--cell", "gru", "--gru-variant", "reset-after", "--bidirectional",
            "--attention", "additive", "--batch-tokens", "100", "--steps", "10", "--long-pairs", "skip", "--epochs", "2",
            "--max-pairs", "5000", "--normalize", "lower", "--threads", "1", "--out", _run,
        ];
        Train(line);
        var bytes = File.ReadAllBytes(_run);
        var again = Train([.. line, "--resume", _run]);
        Assert.That(again.Error, Does.StartWith("nativernn: warning: the run is finished after "));
        Assert.That(File.ReadAllBytes(_run), Is.EqualTo(bytes));
    }

    [TestCase("--cell", "rnn")]
    [TestCase("--bidirectional")]
    [TestCase("--attention", "dot")]
    [TestCase("--hidden", "9")]
    [TestCase("--layers", "2")]
    [TestCase("--embed", "4")]
    [TestCase("--dropout", "0.2")]
    [TestCase("--embed-dropout", "0.2")]
    [TestCase("--tie-output")]
    [TestCase("--bias", "pair")]
    [TestCase("--initializer", "xavier")]
    [TestCase("--normalize", "lower")]
    [TestCase("--tokens", "char")]
    [TestCase("--max-pairs", "29")]
    [TestCase("--min-freq", "1")]
    [TestCase("--max-vocabulary", "50")]
    [TestCase("--batch", "5")]
    [TestCase("--batch-tokens", "100")]
    [TestCase("--steps", "11")]
    [TestCase("--long-pairs", "skip")]
    [TestCase("--batches", "shuffled")]
    [TestCase("--label-smoothing", "0.2")]
    [TestCase("--best-by", "bleu")]
    [TestCase("--patience", "2")]
    [TestCase("--optimizer", "sgd")]
    [TestCase("--lr", "0.5")]
    [TestCase("--clip", "5")]
    [TestCase("--schedule", "cosine")]
    [TestCase("--seed", "4")]
    public void An_option_that_says_something_else_is_named(params string[] option)
    {
        Train([.. _options, "--max-steps", "1", "--out", _run]);
        var run = CliRun.Of(["train", "seq2seq", "--data", _pairs, "--resume", _run, .. option]);
        Assert.That(run, Is.EqualTo(new CliRun(2, "", $"nativernn: --resume {_run} goes on with that file's run: leave "
            + $"{option[0]} out, or begin a new run without --resume.\n")));
    }

    [Test]
    public void Other_pairs_are_refused()
    {
        Train([.. _options, "--max-steps", "2", "--out", _run]);
        var longer = CliRun.Of("train", "seq2seq", "--data", _pairs, "--resume", _run, "--max-pairs", "31");
        Assert.That(longer.Code, Is.EqualTo(1));
        Assert.That(longer.Error, Does.Contain("resume with the file of pairs that it began with"));
        var lines = File.ReadAllLines(_pairs);
        File.WriteAllLines(_pairs, [lines[1], lines[0], .. lines[2..]]);
        var exchanged = CliRun.Of("train", "seq2seq", "--data", _pairs, "--resume", _run);
        Assert.That(exchanged.Code, Is.EqualTo(1));
        Assert.That(exchanged.Error, Does.Contain($"The file of pairs is not the one that the run of {_run} began with"));
    }

    [Test]
    public void A_run_of_another_kind_is_sent_to_its_command()
    {
        Train([.. _options, "--max-steps", "1", "--out", _run]);
        var text = _folder.File("text.run");
        CliRun.Of(["train", "lm", "--data", SmallText.In(_folder), .. SmallText.TinyModel, "--max-steps", "1", "--out", text]);
        var bytes = File.ReadAllBytes(text);
        Assert.That(
            CliRun.Of("train", "lm", "--data", _folder.File("text.txt"), "--resume", _run),
            Is.EqualTo(new CliRun(1, "", $"nativernn: {_run} holds a run of 'train seq2seq'; resume it with that command.\n")));
        Assert.That(
            CliRun.Of("train", "seq2seq", "--data", _pairs, "--resume", text),
            Is.EqualTo(new CliRun(1, "", $"nativernn: {text} holds a run of 'train lm'; resume it with that command.\n")));
        Assert.That(File.ReadAllBytes(text), Is.EqualTo(bytes));
    }

    [Test]
    public void A_model_without_its_run_is_refused()
    {
        Train([.. _options, "--max-steps", "1", "--out", _run]);
        using (var model = Seq2SeqModel.Load(_run))
        {
            model.Save(_run);
        }
        Assert.That(CliRun.Of("train", "seq2seq", "--data", _pairs, "--resume", _run), Is.EqualTo(new CliRun(
            1, "", $"nativernn: {_run} holds a model without its training; name a file that 'train seq2seq' saved.\n")));
    }

    [Test]
    public void A_validated_run_that_goes_on_without_validation_is_warned_of()
    {
        Train([.. _options, "--epochs", "1", "--valid", _pairs, "--out", _run]);
        Assert.That(Train(["--resume", _run, "--epochs", "2"]).Error, Does.Contain("give its --valid again"));
    }

    [Test]
    public void A_run_is_not_saved_over_its_pairs()
    {
        var run = CliRun.Of("train", "seq2seq", "--data", _pairs, "--out", _pairs);
        var expected = new CliRun(2, "", $"nativernn: --out is the file that is read; choose another name than {_pairs}.\n");
        Assert.That(run, Is.EqualTo(expected));
        Assert.That(CliRun.Of("train", "seq2seq", "--data", "other", "--valid", _pairs, "--out", _pairs), Is.EqualTo(expected));
        Assert.That(CliRun.Of("train", "lm", "--data", _pairs, "--out", _pairs), Is.EqualTo(expected));
        Assert.That(File.ReadAllText(_pairs), Does.StartWith("The cat sleeps.\t"));
    }

    private CliRun Train(string[] options)
    {
        var run = CliRun.Of(["train", "seq2seq", "--data", _pairs, .. options]);
        Assert.That(run.Code, Is.Zero, run.Error);
        return run;
    }
}
