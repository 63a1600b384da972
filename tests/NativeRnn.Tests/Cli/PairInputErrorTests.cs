using NUnit.Framework;

namespace NativeRnn.Tests.Cli;

public class PairInputErrorTests
{
    private TemporaryFolder _folder = null!;
    private string _input = null!;

    [SetUp]
    public void MakeFolder()
    {
        _folder = new TemporaryFolder();
        _input = _folder.File("input.tsv");
    }

    [TearDown]
    public void RemoveFolder() => _folder.Dispose();

    [TestCase("", "The file '{0}' is empty; write a pair per line: source, tab, target.")]
    [TestCase("\n \r\n\t\n", "The file '{0}' holds nothing but empty lines; write a pair per line: source, tab, target.")]
    [TestCase("a\tb\n\nno tab here\n", "Line 3 of '{0}' has no tab; write it as source, tab, target, or remove it.")]
    [TestCase("a\tb\n \tb\n", "Line 2 of '{0}' has an empty source sentence; give both sentences or remove the line.")]
    [TestCase("a\tb\na\t\tnote\n", "Line 2 of '{0}' has an empty target sentence; give both sentences or remove the line.")]
    [TestCase("1 2\t3 4\n", "The normalisation Letters leaves no token of the source", "--normalize", "letters")]
    [TestCase("a\tb\n", "No token of a side of '{0}' occurs 2 times; lower --min-freq or give more pairs.")]
    [TestCase(
        "a a a\tb\nb b b\tb\n",
        "The file '{0}' holds no pair of at most 3 tokens on each side, end token included; raise --steps, or cut long pairs",
        "--steps", "3", "--long-pairs", "skip")]
    public void Pairs_that_are_none_are_refused_with_their_place(string content, string sentence, params string[] options)
    {
        File.WriteAllText(_input, content);
        ExpectFailure(CliRun.Of(["train", "seq2seq", "--data", _input, .. options]), sentence.Replace("{0}", _input, StringComparison.Ordinal));
    }

    [Test]
    public void Empty_lines_between_pairs_are_passed_over()
    {
        File.WriteAllText(_input, "\r\na b\tx y\r\n\r\n   \na b\tx y\n\n");
        var run = CliRun.Of("train", "seq2seq", "--data", _input, "--epochs", "1");
        Assert.That(run.Code, Is.Zero, run.Error);
        Assert.That(run.Output, Does.StartWith("2 pairs, 6 and 6 different tokens;"));
    }

    [Test]
    public void Pairs_that_are_not_UTF_8_are_refused_with_the_place()
    {
        File.WriteAllBytes(_input, [.. "a\tb\n"u8, .. "a\t"u8, 0xFF, .. "\n"u8]);
        ExpectFailure(
            CliRun.Of("train", "seq2seq", "--data", _input),
            $"The file '{_input}' is not UTF-8 text: byte 6 (0xFF, in line 2) is invalid");
    }

    [Test]
    public void Missing_files_are_named()
    {
        ExpectFailure(CliRun.Of("train", "seq2seq", "--data", _input), $"There is no file '{_input}'; check the path.");
        ExpectFailure(CliRun.Of("train", "seq2seq", "--data", _folder.Path), $"'{_folder.Path}' is a folder; name a text file.");
        ExpectFailure(
            CliRun.Of("train", "seq2seq", "--data", SmallPairFile.In(_folder), "--valid", _input),
            $"There is no file '{_input}'; check the path.");
        ExpectFailure(CliRun.Of("translate", _input), $"The file {_input} does not exist; check its name and folder.");
    }

    [Test]
    public void A_pipe_is_no_file_to_read_twice()
    {
        if (!OperatingSystem.IsLinux())
        {
            Assert.Ignore("NOT CHECKED: the test makes a pipe with the program mkfifo of Linux.");
        }

        Interop.CommandLine.Output("mkfifo", _input);
        using var writer = new FileStream(_input, FileMode.Open, FileAccess.ReadWrite); // so that nobody waits for it
        ExpectFailure(
            CliRun.Of("train", "seq2seq", "--data", _input),
            $"'{_input}' is a pipe, but pairs are read more than once; write them to a file first.");
    }

    [TestCase("a b\tc\nno tab\n", "Line 2 of '{0}' has no tab")]
    [TestCase("", "The file '{0}' is empty")]
    [TestCase("...\t...\n", "The model's way of reading leaves no token of a side of '{0}'; give other pairs.", "--normalize", "letters")]
    [TestCase(
        "the cat sees the cat\tle chat voit le chat\n",
        "The file '{0}' holds no pair of at most 5 tokens on each side, end token included; raise --steps, or cut",
        "--steps", "5", "--long-pairs", "skip")]
    public void A_validation_that_cannot_be_measured_shows_before_the_training(
        string content, string sentence, params string[] options)
    {
        File.WriteAllText(_input, content);
        ExpectFailure(
            CliRun.Of(["train", "seq2seq", "--data", SmallPairFile.In(_folder), "--valid", _input, .. options]),
            sentence.Replace("{0}", _input, StringComparison.Ordinal));
    }

    [Test]
    public void A_validation_that_cannot_be_translated_shows_before_the_training()
    {
        var endless = string.Join(' ', Enumerable.Repeat("cat", Translator.MaxSourceTokens));
        SmallPairFile.Write(_folder, "input.tsv", [new("the cat", "le chat"), new(endless, "le chat")]);
        string[] command = ["train", "seq2seq", "--data", SmallPairFile.In(_folder), "--valid", _input, "--max-steps", "1"];
        ExpectFailure(
            CliRun.Of([.. command, "--best-by", "bleu"]),
            $"Pair 2 of '{_input}' has a sentence of 1025 tokens, more than 1024: split or remove it.");
        var byLoss = CliRun.Of([.. command, "--samples", "2"]);
        Assert.That(byLoss.Code, Is.Zero, byLoss.Error);
        Assert.That(byLoss.Output, Does.Contain("\n  the cat → ").And.Not.Contain("cat cat"), "samples that can be translated");
    }

    [Test]
    public void A_validation_of_unknown_words_is_measured_with_a_warning()
    {
        SmallPairFile.Write(_folder, "input.tsv", [new("Der Hund schläft", "Hij slaapt")]);
        var run = CliRun.Of(
            "train", "seq2seq", "--data", SmallPairFile.In(_folder), "--valid", _input, "--max-steps", "1", "--json", "--best-by", "bleu");
        Assert.That(run.Code, Is.Zero, run.Error);
        Assert.That(run.Error, Does.StartWith("nativernn: warning: the vocabularies of --data lack 3 of 3 tokens of the sources "
            + "and 2 of 2 of the targets of --valid.\n"));
        Assert.That(run.JsonLines().Single().GetProperty("valid_bleu").GetDouble(), Is.Zero);
    }

    [Test]
    public void Sizes_that_no_memory_holds_are_refused_in_the_words_of_the_command_line()
    {
        ExpectFailure(
            CliRun.Of("train", "seq2seq", "--data", SmallPairFile.In(_folder), "--hidden", "2000000"),
            "The sizes that were asked for do not fit into memory; lower --hidden, --layers");
    }

    [Test]
    public void A_foreign_or_cut_model_is_refused()
    {
        File.WriteAllText(_input, "PK not a model at all");
        ExpectFailure(CliRun.OfInput("a\n", "translate", _input), $"{_input} is not a NativeRnn model file");
        var model = _folder.File("model.nrnn");
        CliRun.Of(["train", "seq2seq", "--data", SmallPairFile.In(_folder), .. SmallPairFile.TinyModel, "--max-steps", "1", "--out", model]);
        File.WriteAllBytes(model, File.ReadAllBytes(model)[..^100]);
        ExpectFailure(CliRun.OfInput("a\n", "translate", model), model);
        ExpectFailure(CliRun.Of("evaluate", model, "--data", _folder.File("pairs.tsv")), model);
    }

    private static void ExpectFailure(CliRun run, string sentence)
    {
        Assert.That(run.Error, Does.StartWith("nativernn: ").And.Contain(sentence).And.Not.Contain("   at "));
        Assert.That(run.Error.TrimEnd('\n'), Does.Not.Contain('\n'), "one sentence");
        Assert.That((run.Code, run.Output), Is.EqualTo((1, "")));
    }
}
