using System.Text.Json;
using NUnit.Framework;

namespace NativeRnn.Tests.Cli;

/// <summary><c>train lm --bptt</c>.</summary>
public class BackpropagationCommandTests
{
    private static readonly string[] _options =
        [.. SmallText.TinyModel, "--optimizer", "adam", "--layers", "2", "--dropout", "0.1", "--seed", "3"];

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

    [TestCase("--bptt", "full")]
    [TestCase("--bptt", "full", "--bptt-segments", "3")]
    [TestCase("--bptt", "random")]
    [TestCase("--bptt", "random", "--bptt-mean", "3.5")]
    public void A_run_goes_on_to_the_bytes_of_one_that_never_stopped(params string[] mode)
    {
        var (whole, run) = (_folder.File("whole"), _folder.File("run"));
        Train([.. _options, .. mode, "--max-steps", "11", "--out", whole]);
        Train([.. _options, .. mode, "--max-steps", "4", "--out", run]);
        Train([.. mode, "--resume", run, "--max-steps", "11"]);
        Assert.That(File.ReadAllBytes(run), Is.EqualTo(File.ReadAllBytes(whole)));
    }

    [Test]
    public void Inspection_tells_how_gradients_are_cut()
    {
        var run = _folder.File("run");
        Train([.. _options, "--bptt", "full", "--bptt-segments", "3", "--max-steps", "1", "--out", run]);
        var full = Training(run);
        Assert.That(full.GetProperty("bptt").GetString(), Is.EqualTo("full"));
        Assert.That(full.GetProperty("bptt_segments").GetInt32(), Is.EqualTo(3));
        Assert.That(CliRun.Of("inspect", run).Output, Does.Contain("sequential, gradients through 3 of them, seed 3"));
        Train([.. _options, "--bptt", "random", "--bptt-mean", "2.5", "--max-steps", "1", "--out", run]);
        var random = Training(run);
        Assert.That(random.GetProperty("bptt").GetString(), Is.EqualTo("random"));
        Assert.That(random.GetProperty("bptt_mean").GetDouble(), Is.EqualTo(2.5));
        Assert.That(CliRun.Of("inspect", run).Output, Does.Contain("gradients cut at random after 2.5 of them on average"));
        Train([.. _options, "--max-steps", "1", "--out", run]);
        Assert.That(Training(run).GetProperty("bptt").GetString(), Is.EqualTo("carried"));
    }

    [TestCase("--bptt", "carried")]
    [TestCase("--bptt-segments", "2")]
    public void Another_mode_is_not_what_the_run_began_with(string option, string value)
    {
        var run = _folder.File("run");
        Train([.. _options, "--bptt", "full", "--bptt-segments", "3", "--max-steps", "1", "--out", run]);
        var resumed = CliRun.Of("train", "lm", "--data", _text, "--resume", run, option, value);
        Assert.That((resumed.Code, resumed.Error), Is.EqualTo((2, $"nativernn: --resume {run} goes on with that file's run: "
            + $"leave {option} out, or begin a new run without --resume.\n")));
    }

    [TestCase(
        "--bptt full needs --sampling sequential: shuffled windows do not follow each other, so that no gradient goes from "
        + "one to the one before it.",
        "--bptt", "full", "--sampling", "random")]
    [TestCase("--bptt-segments belongs to --bptt full; leave it out or choose that one.", "--bptt-segments", "3")]
    [TestCase("--bptt-mean belongs to --bptt random; leave it out or choose that one.", "--bptt", "full", "--bptt-mean", "3")]
    [TestCase("--bptt-mean must be a number, above 1, not '1'.", "--bptt", "random", "--bptt-mean", "1")]
    [TestCase("--bptt must be one of carried, full, random, not 'none'.", "--bptt", "none")]
    public void What_does_not_fit_is_named(string sentence, params string[] options)
    {
        var run = CliRun.Of(["train", "lm", "--data", _text, .. options]);
        Assert.That(run, Is.EqualTo(new CliRun(2, "", $"nativernn: {sentence}\n")));
    }

    private static JsonElement Training(string file) =>
        CliRun.Of("inspect", file, "--json").JsonLines().Single().GetProperty("training");

    private void Train(string[] options)
    {
        var run = CliRun.Of(["train", "lm", "--data", _text, .. options]);
        Assert.That(run.Code, Is.Zero, run.Error);
    }
}
