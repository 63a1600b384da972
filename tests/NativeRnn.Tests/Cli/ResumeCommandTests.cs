using NUnit.Framework;

namespace NativeRnn.Tests.Cli;

public class ResumeCommandTests
{
    private static readonly string[] _options =
        [.. SmallText.TinyModel, "--optimizer", "adam", "--layers", "2", "--dropout", "0.1", "--seed", "3", "--max-tokens", "500"];

    private TemporaryFolder _folder = null!;
    private string _text = null!;
    private string _run = null!;

    [SetUp]
    public void MakeFolder()
    {
        _folder = new TemporaryFolder();
        _text = SmallText.In(_folder);
        _run = _folder.File("run");
    }

    [TearDown]
    public void RemoveFolder() => _folder.Dispose();

    [TestCase("random")]
    [TestCase("sequential")]
    public void A_run_goes_on_to_the_bytes_of_one_that_never_stopped(string sampling)
    {
        var whole = _folder.File("whole");
        Train([.. _options, "--sampling", sampling, "--max-steps", "40", "--out", whole]);
        Train([.. _options, "--sampling", sampling, "--max-steps", "17", "--out", _run]);
        var resumed = Train(["--resume", _run, "--max-steps", "40"]);
        Assert.That(resumed.Output, Does.Contain("going on after step 17, 1 epoch done\n").And.EndsWith($"saved {_run}\n"));
        Assert.That(resumed.Error, Is.Empty);
        Assert.That(File.ReadAllBytes(_run), Is.EqualTo(File.ReadAllBytes(whole)));
    }

    [Test]
    public void The_same_command_line_may_be_given_again()
    {
        string[] line = [.. _options, "--cell", "gru", "--gru-variant", "reset-after", "--epochs", "2", "--out", _run];
        Train(line);
        var bytes = File.ReadAllBytes(_run);
        var again = Train([.. line, "--resume", _run]);
        Assert.That(again.Error, Is.EqualTo(
            "nativernn: warning: the run is finished after 24 steps; give a larger --epochs or --max-steps to go on.\n"));
        Assert.That(File.ReadAllBytes(_run), Is.EqualTo(bytes));
    }

    [TestCase("--hidden", "9")]
    [TestCase("--layers", "1")]
    [TestCase("--embed", "4")]
    [TestCase("--dropout", "0.2")]
    [TestCase("--bias", "pair")]
    [TestCase("--initializer", "xavier")]
    [TestCase("--init", "weights")]
    [TestCase("--cell", "rnn")]
    [TestCase("--normalize", "lower")]
    [TestCase("--tokens", "word")]
    [TestCase("--max-tokens", "-1")]
    [TestCase("--batch", "5")]
    [TestCase("--steps", "11")]
    [TestCase("--sampling", "random")]
    [TestCase("--offset", "0")]
    [TestCase("--optimizer", "sgd")]
    [TestCase("--lr", "0.5")]
    [TestCase("--momentum", "0.5")]
    [TestCase("--weight-decay", "0.5")]
    [TestCase("--clip", "5")]
    [TestCase("--schedule", "cosine")]
    [TestCase("--schedule-period", "5")]
    [TestCase("--schedule-factor", "0.5")]
    [TestCase("--seed", "4")]
    public void An_option_that_says_something_else_is_named(string option, string value)
    {
        Train([.. _options, "--max-steps", "2", "--out", _run]);
        var run = CliRun.Of("train", "lm", "--data", _text, "--resume", _run, option, value);
        Assert.That(run, Is.EqualTo(new CliRun(2, "", $"nativernn: --resume {_run} goes on with that file's run: leave "
            + $"{option} out, or begin a new run without --resume.\n")));
    }

    [Test]
    public void Several_of_them_are_named_together()
    {
        Train([.. _options, "--max-steps", "2", "--out", _run]);
        var run = CliRun.Of("train", "lm", "--data", _text, "--resume", _run, "--hidden", "9", "--lr", "2", "--seed", "1");
        Assert.That(run.Error, Does.Contain("leave --hidden, --lr and --seed out"));
    }

    [Test]
    public void Another_text_is_refused()
    {
        Train([.. _options, "--max-steps", "2", "--out", _run]);
        File.WriteAllText(_text, "x" + File.ReadAllText(_text)[1..]);
        var run = CliRun.Of("train", "lm", "--data", _text, "--resume", _run);
        Assert.That(run.Code, Is.EqualTo(1));
        Assert.That(run.Error, Does.Contain($"The text is not the one that the run of {_run} began with"));
    }

    [Test]
    public void A_model_without_its_run_is_refused()
    {
        Train([.. _options, "--max-steps", "2", "--out", _run]);
        using (var model = LanguageModel.Load(_run))
        {
            model.Save(_run);
        }
        var run = CliRun.Of("train", "lm", "--data", _text, "--resume", _run);
        Assert.That((run.Code, run.Error), Is.EqualTo(
            (1, $"nativernn: {_run} holds a model without its training; name a file that 'train lm' saved.\n")));
    }

    [Test]
    public void Steps_are_saved_under_their_number_and_old_ones_go()
    {
        Train([.. _options, "--max-steps", "40", "--save-every", "10", "--keep-last", "2", "--out", _run]);
        Assert.That(_folder.FileNames(), Is.EqualTo(new[] { "run", "run.step-30", "run.step-40", "text.txt" }));
        Assert.That(Step(_run + ".step-30"), Is.EqualTo(30));
        var resumed = _folder.File("resumed");
        Train(["--resume", _run + ".step-30", "--out", resumed]);
        Assert.That(File.ReadAllBytes(resumed), Is.EqualTo(File.ReadAllBytes(_run)));
    }

    [Test]
    public void The_best_run_is_kept()
    {
        var other = _folder.File("other");
        File.WriteAllText(other, new string([.. File.ReadAllText(_text)[..100].Reverse()]));
        var run = Train([.. _options, "--lr", "0.03", "--epochs", "12", "--valid", other, "--keep-best", "--json", "--out", _run]);
        var losses = run.JsonLines().Select(line => line.GetProperty("valid_loss").GetDouble()).ToList();
        var best = losses.IndexOf(losses.Min()) + 1;
        Assert.That(best, Is.LessThan(12), "a text so different that learning does harm");
        var training = CheckpointInfo.Read(_run + ".best").Training!;
        Assert.That((training.EpochsDone, training.BestValidation!.Epoch), Is.EqualTo((best, best)));
        Assert.That(training.BestValidation.Loss, Is.EqualTo(losses.Min()));
        Assert.That(CheckpointInfo.Read(_run).Training!.BestValidation, Is.EqualTo(training.BestValidation));
    }

    [Test]
    public void A_validated_run_that_goes_on_without_validation_is_warned_of()
    {
        Train([.. _options, "--epochs", "1", "--valid", _text, "--out", _run]);
        var run = Train(["--resume", _run, "--epochs", "2"]);
        Assert.That(run.Error, Does.Contain("give its --valid again"));
    }

    [Test]
    public void A_save_between_that_fails_is_a_warning_and_the_last_one_a_failure()
    {
        Directory.CreateDirectory(_run + ".step-10");
        var run = Train([.. _options, "--max-steps", "15", "--save-every", "10", "--keep-last", "1", "--out", _run]);
        Assert.That(run.Error, Is.EqualTo(
            $"nativernn: warning: {_run}.step-10 is a folder; choose a file name for --out. The run goes on.\n"));
        Assert.That(Step(_run), Is.EqualTo(15));
        Directory.CreateDirectory(_run + ".step-16");
        var last = CliRun.Of("train", "lm", "--data", _text, "--resume", _run, "--max-steps", "16", "--keep-last", "1");
        Assert.That((last.Code, last.Error), Is.EqualTo(
            (1, $"nativernn: {_run}.step-16 is a folder; choose a file name for --out.\n")));
        Assert.That(Step(_run), Is.EqualTo(15), "the earlier one stays");
    }

    [TestCase("--save-every needs --out, which says where to save.", "--save-every", "5")]
    [TestCase("--save-minutes needs --out, which says where to save.", "--save-minutes", "5")]
    [TestCase("--save-epochs needs --out, which says where to save.", "--save-epochs", "5")]
    [TestCase("--keep-last needs --out, which says where to save.", "--keep-last", "5")]
    [TestCase("--keep-best needs --valid, which tells what is best.", "--keep-best")]
    public void Saving_needs_what_it_needs(string sentence, params string[] options)
    {
        var run = CliRun.Of(["train", "lm", "--data", _text, .. options]);
        Assert.That(run, Is.EqualTo(new CliRun(2, "", $"nativernn: {sentence}\n")));
    }

    [Test]
    public void Inspection_tells_the_run()
    {
        Train([.. _options, "--max-steps", "17", "--valid", _text, "--out", _run]);
        var training = CliRun.Of("inspect", _run, "--json").JsonLines().Single().GetProperty("training");
        Assert.That(training.GetProperty("step").GetInt64(), Is.EqualTo(17));
        Assert.That(training.GetProperty("epoch").GetInt64(), Is.EqualTo(1));
        Assert.That(training.GetProperty("step_in_epoch").GetInt64(), Is.EqualTo(5));
        Assert.That(training.GetProperty("max_steps").GetInt64(), Is.EqualTo(17));
        Assert.That(training.GetProperty("optimizer").GetString(), Is.EqualTo("adam"));
        Assert.That(CliRun.Of("inspect", _run).Output, Does.Contain("step 17, 1 epoch done, 5 steps into the next"));
    }

    private static long Step(string path) => CheckpointInfo.Read(path).Training!.StepsDone;

    private CliRun Train(string[] options)
    {
        var run = CliRun.Of(["train", "lm", "--data", _text, .. options]);
        Assert.That(run.Code, Is.Zero, run.Error);
        return run;
    }
}
