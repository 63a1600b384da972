using System.Globalization;
using System.Text.Json;
using NativeRnn.Tests.Evaluation;
using NUnit.Framework;

namespace NativeRnn.Tests.Cli;

public class BleuCommandTests
{
    private static readonly string[] _fields =
        ["score", "precisions", "brevity_penalty", "hyp_length", "ref_length", "signature"];

    private TemporaryFolder _folder = null!;

    [SetUp]
    public void MakeFolder() => _folder = new TemporaryFolder();

    [TearDown]
    public void RemoveFolder() => _folder.Dispose();

    [Test]
    public void Options_reach_the_numbers_of_sacreBLEU()
    {
        var stored = StoredScores.Read("bleu.json");
        var hypotheses = Written("hyp", stored.GetProperty("hypotheses").Texts());
        var first = Written("ref", stored.GetProperty("references").Texts());
        var second = Written("ref2", stored.GetProperty("references2").Texts());
        var whole = stored.GetProperty("corpus").EnumerateArray().Where(entry => entry.Whole("last_exclusive") == 40);
        foreach (var entry in whole)
        {
            string[] references = entry.Whole("n_refs") == 1 ? ["--ref", first] : ["--ref", first, "--ref", second];
            var run = CliRun.Of(["bleu", "--hyp", hypotheses, .. references, .. Options(entry), "--json"]);
            Assert.That((run.Code, run.Error), Is.EqualTo((0, "")));
            var line = run.JsonLines().Single();
            Assert.That(CliRun.Fields(line), Is.EqualTo(_fields));
            ExpectEqual(line, entry);
            Assert.That(
                StoredScores.WithoutVersion(line.Text("signature")),
                Is.EqualTo(StoredScores.WithoutVersion(entry.Text("signature"))));
        }
    }

    [Test]
    public void Each_sentence_gets_a_line_with_the_numbers_of_sacreBLEU()
    {
        var stored = StoredScores.Read("bleu.json");
        var hypotheses = Written("hyp", stored.GetProperty("hypotheses").Texts());
        var references = Written("ref", stored.GetProperty("references").Texts());
        foreach (var entry in stored.GetProperty("sentence").EnumerateArray().Where(entry => entry.Whole("n_refs") == 1))
        {
            var lines = CliRun.Of(
                ["bleu", "--hyp", hypotheses, "--ref", references, .. Options(entry), "--sentence", "--json"]).JsonLines();
            var results = entry.GetProperty("results").EnumerateArray().ToArray();
            Assert.That(lines, Has.Length.EqualTo(results.Length));
            foreach (var (line, result) in lines.Zip(results))
            {
                ExpectEqual(line, result);
            }
        }
    }

    [Test]
    public void The_defaults_are_those_of_sacreBLEU()
    {
        var line = Bleu("It's fine.\n", "It's fine .\r\n", "--json").JsonLines().Single();
        Assert.That(line.Text("signature"), Does.StartWith("nrefs:1|case:mixed|eff:no|tok:13a|smooth:exp|version:"));
        Assert.That(line.Whole("hyp_length"), Is.EqualTo(3));
    }

    [Test]
    public void The_textbooks_example_has_the_textbooks_numbers()
    {
        var line = Bleu("A B B C D", "A B C D E F\n", "--kind", "textbook", "--json").JsonLines().Single();
        Assert.That(CliRun.Fields(line), Is.EqualTo(_fields));
        Assert.That(line.GetProperty("precisions").Numbers(), Is.EqualTo(new[] { 0.8, 0.75 }).Within(1e-12));
        Assert.That(
            line.Real("score"), Is.EqualTo(Math.Exp(-0.2) * Math.Sqrt(0.8) * Math.Pow(0.75, 0.25)).Within(1e-12));
        Assert.That(line.Text("signature"), Does.StartWith("kind:textbook|k:2|case:mixed|tok:none|version:nativernn-"));
    }

    [Test]
    public void The_textbooks_score_of_a_file_is_the_mean_of_its_lines()
    {
        var run = Bleu("a b\nx\n", "a b\ny\n", "--kind", "textbook");
        Assert.That(run.Output, Does.StartWith("textbook BLEU 0.5000 0.50/1.00 (brevity penalty 1.0000, lengths 3 and 3)"));
    }

    [Test]
    public void ChrF_is_another_metric()
    {
        var plain = Bleu("the cat", "the cats", "--metric", "chrf", "--json").JsonLines().Single();
        var words = Bleu("the cat", "the cats", "--metric", "chrf", "--word-order", "2");
        Assert.That(CliRun.Fields(plain), Is.EqualTo(new[] { "score", "signature" }));
        Assert.That(plain.Real("score"), Is.EqualTo(ChrF.OfSentence("the cat", ["the cats"]).Score));
        Assert.That(words.Output, Does.StartWith("chrF2++ ").And.Contain("|nc:6|nw:2|"));
    }

    [Test]
    public void An_empty_line_is_a_sentence_and_an_empty_file_is_refused()
    {
        Assert.That(Bleu("\n", "a\n", "--json").JsonLines().Single().Real("score"), Is.Zero);
        ExpectFailure(Bleu("", "a\n"), $"The file '{_folder.File("hyp")}' is empty; --hyp needs at least one line.");
    }

    [TestCase("a\nb\n", "a\n", "has 2 lines but", "has 1 line;")]
    [TestCase("a", "a\n\n", "has 1 line but", "has 2 lines;")]
    [TestCase("a", "", "has 1 line but", "has 0 lines;")]
    public void Files_of_different_lengths_are_refused_with_both_counts(
        string hypotheses, string references, string own, string other)
    {
        var run = Bleu(hypotheses, references);
        ExpectFailure(run, $"'{_folder.File("hyp")}' {own} '{_folder.File("ref")}' {other} both need the same sentences");
    }

    [Test]
    public void Files_that_are_missing_or_no_UTF_8_are_refused_by_name()
    {
        var good = Written("good", ["a"]);
        var bad = _folder.File("bad");
        File.WriteAllBytes(bad, [(byte)'a', (byte)'\n', 0xFF]);
        var gone = _folder.File("gone");
        ExpectFailure(CliRun.Of("bleu", "--hyp", good, "--ref", bad), $"The file '{bad}' is not UTF-8 text: byte 2");
        ExpectFailure(CliRun.Of("bleu", "--hyp", bad, "--ref", good), $"The file '{bad}' is not UTF-8 text: byte 2");
        ExpectFailure(CliRun.Of("bleu", "--hyp", gone, "--ref", good), $"There is no file '{gone}'; check the path.");
        ExpectFailure(CliRun.Of("bleu", "--hyp", good, "--ref", good, "--ref", gone), $"There is no file '{gone}'");
        ExpectFailure(CliRun.Of("bleu", "--hyp", good, "--ref", _folder.Path), $"'{_folder.Path}' is a folder");
    }

    [TestCase("Option '--ref' is required.", "--hyp", "h")]
    [TestCase("Option '--hyp' is required.", "--ref", "r")]
    [TestCase("--ref must name a file.", "--hyp", "h", "--ref", "")]
    [TestCase("--tokenize must be one of none, 13a, not 'zh'.", "--tokenize", "zh")]
    [TestCase("--max-order must be a whole number, at least 1 and at most 100, not '0'.", "--max-order", "0")]
    [TestCase("--smooth-value must be a number, at least 0, not '-1'.", "--smooth", "floor", "--smooth-value", "-1")]
    [TestCase("--smooth-value belongs to --smooth floor or add-k; leave it out or choose one of them.", "--smooth-value", "1")]
    [TestCase("--smooth belongs to --kind corpus; leave it out or choose that one.", "--kind", "textbook", "--smooth", "exp")]
    [TestCase("--tokenize belongs to --metric bleu; leave it out or choose that one.", "--metric", "chrf", "--tokenize", "13a")]
    [TestCase("--kind textbook belongs to --metric bleu; leave one of them out.", "--metric", "chrf", "--kind", "textbook")]
    [TestCase("--word-order belongs to --metric chrf; leave it out or add --metric chrf.", "--word-order", "2")]
    public void Options_that_make_no_sense_are_answered_with_one_sentence(string sentence, params string[] options)
    {
        string[] files = options.Contains("--hyp") || options.Contains("--ref") ? [] : ["--hyp", "h", "--ref", "r"];
        Assert.That(CliRun.Of(["bleu", .. files, .. options]), Is.EqualTo(new CliRun(2, "", $"nativernn: {sentence}\n")));
    }

    [Test]
    public void The_textbook_takes_one_reference()
    {
        var file = Written("file", ["a"]);
        var run = CliRun.Of("bleu", "--hyp", file, "--ref", file, "--ref", file, "--kind", "textbook");
        Assert.That(run, Is.EqualTo(new CliRun(
            2, "", "nativernn: --kind textbook compares with one reference; give --ref once.\n")));
    }

    private static IEnumerable<string> Options(JsonElement entry)
    {
        yield return "--tokenize";
        yield return entry.Text("tokenize");
        yield return "--smooth";
        yield return entry.Text("smooth_method");
        if (entry.GetProperty("smooth_value") is { ValueKind: JsonValueKind.Number } value)
        {
            yield return "--smooth-value";
            yield return value.GetDouble().ToString(CultureInfo.InvariantCulture);
        }

        if (entry.Flag("lowercase"))
        {
            yield return "--lowercase";
        }

        if (entry.Flag("effective_order"))
        {
            yield return "--effective-order";
        }

        yield return "--max-order";
        yield return entry.TryGetProperty("max_order", out var order) ? $"{order.GetInt32()}" : "4";
    }

    private static void ExpectEqual(JsonElement line, JsonElement stored)
    {
        Assert.That(line.Real("score"), Is.EqualTo(stored.Real("score")).Within(StoredScores.Tolerance));
        Assert.That(
            line.GetProperty("precisions").Numbers(),
            Is.EqualTo(stored.GetProperty("precisions").Numbers()).Within(StoredScores.Tolerance));
        Assert.That(line.Real("brevity_penalty"), Is.EqualTo(stored.Real("bp")).Within(StoredScores.Tolerance));
        Assert.That(
            (line.Whole("hyp_length"), line.Whole("ref_length")),
            Is.EqualTo((stored.Whole("sys_len"), stored.Whole("ref_len"))));
    }

    private static void ExpectFailure(CliRun run, string sentence)
    {
        Assert.That(run.Error, Does.StartWith("nativernn: ").And.Contain(sentence).And.Not.Contain("   at "));
        Assert.That(run.Error.TrimEnd('\n'), Does.Not.Contain('\n'), "one sentence");
        Assert.That((run.Code, run.Output), Is.EqualTo((1, "")));
    }

    private CliRun Bleu(string hypotheses, string references, params string[] options)
    {
        File.WriteAllText(_folder.File("hyp"), hypotheses);
        File.WriteAllText(_folder.File("ref"), references);
        return CliRun.Of(["bleu", "--hyp", _folder.File("hyp"), "--ref", _folder.File("ref"), .. options]);
    }

    private string Written(string name, string[] lines)
    {
        File.WriteAllLines(_folder.File(name), lines);
        return _folder.File(name);
    }
}
