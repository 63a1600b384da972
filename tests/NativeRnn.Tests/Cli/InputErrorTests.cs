using NUnit.Framework;

namespace NativeRnn.Tests.Cli;

public class InputErrorTests
{
    private TemporaryFolder _folder = null!;

    [SetUp]
    public void MakeFolder() => _folder = new TemporaryFolder();

    [TearDown]
    public void RemoveFolder() => _folder.Dispose();

    [Test]
    public void A_missing_text_is_named()
    {
        var path = _folder.File("nothing.txt");
        ExpectFailure(Train(path), $"There is no file '{path}'; check the path.");
    }

    [Test]
    public void An_empty_text_is_refused()
    {
        var path = Written([]);
        ExpectFailure(Train(path), $"The file '{path}' is empty; give a text with at least one token.");
    }

    [Test]
    public void A_text_shorter_than_one_batch_says_what_to_lower()
    {
        var path = Written("too short"u8);
        ExpectFailure(Train(path), "The text has 9 tokens, but a batch of 32 windows of 35 steps");
        ExpectFailure(Train(path), "lower --batch or --steps");
    }

    [Test]
    public void A_text_that_is_not_UTF_8_is_refused_with_the_place()
    {
        var path = Written([(byte)'a', (byte)'\n', 0xC3, 0x28]);
        ExpectFailure(Train(path), $"The file '{path}' is not UTF-8 text: byte 2 (0xC3, in line 2) is invalid");
    }

    [Test]
    public void A_missing_folder_of_the_model_shows_before_the_training()
    {
        var run = CliRun.Of(
            "train", "lm", "--data", SmallText.In(_folder), "--out", Path.Combine(_folder.Path, "no", "model.nrnn"));
        ExpectFailure(run, $"The folder {Path.Combine(_folder.Path, "no")} does not exist; create it or choose another --out.");
    }

    [Test]
    public void A_folder_is_no_place_for_the_model()
    {
        var run = CliRun.Of("train", "lm", "--data", SmallText.In(_folder), "--out", _folder.Path);
        ExpectFailure(run, $"{_folder.Path} is a folder; choose a file name for --out.");
    }

    [Test]
    public void A_folder_without_rights_shows_before_the_training()
    {
        if (!OperatingSystem.IsLinux())
        {
            Assert.Ignore("NOT CHECKED: the test relies on /proc, where nobody creates files.");
        }

        var run = CliRun.Of("train", "lm", "--data", SmallText.In(_folder), "--out", "/proc/model.nrnn");
        ExpectFailure(run, "/proc/model.nrnn cannot be written: ");
    }

    [Test]
    public void A_validation_text_of_one_token_shows_before_the_training()
    {
        var path = Written("a"u8);
        var run = CliRun.Of("train", "lm", "--data", SmallText.In(_folder), "--valid", path);
        ExpectFailure(run, $"The file '{path}' holds one token; --valid needs at least two.");
    }

    [TestCase("generate", "--prompt", "a")]
    [TestCase("evaluate", "--data", "text.txt")]
    [TestCase("inspect")]
    public void A_foreign_file_is_no_model(string command, params string[] options)
    {
        var path = Written("PK not a model at all"u8);
        ExpectFailure(
            CliRun.Of([command, path, .. options]),
            $"{path} is not a NativeRnn model file: its first bytes are those of something else.");
    }

    [TestCase("generate", "--prompt", "a")]
    [TestCase("evaluate", "--data", "text.txt")]
    [TestCase("inspect")]
    public void A_missing_model_is_named(string command, params string[] options)
    {
        var path = _folder.File("no.nrnn");
        ExpectFailure(CliRun.Of([command, path, .. options]), $"The file {path} does not exist; check its name and folder.");
    }

    [Test]
    public void Weights_that_are_no_safetensors_file_are_refused()
    {
        var weights = Written("neither"u8);
        ExpectFailure(CliRun.Of("train", "lm", "--data", SmallText.In(_folder), "--init", weights), weights);
    }

    private static void ExpectFailure(CliRun run, string sentence)
    {
        Assert.That(run.Error, Does.StartWith("nativernn: ").And.Contain(sentence).And.Not.Contain("   at "));
        Assert.That(run.Error.TrimEnd('\n'), Does.Not.Contain('\n'), "one sentence");
        Assert.That((run.Code, run.Output), Is.EqualTo((1, "")));
    }

    private static CliRun Train(string data) => CliRun.Of("train", "lm", "--data", data);

    private string Written(ReadOnlySpan<byte> bytes)
    {
        var path = _folder.File("input");
        File.WriteAllBytes(path, bytes);
        return path;
    }
}
