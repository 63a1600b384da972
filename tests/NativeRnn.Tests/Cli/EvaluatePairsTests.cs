using System.Text.Json;
using NUnit.Framework;

namespace NativeRnn.Tests.Cli;

/// <summary><c>evaluate</c> of a translator.</summary>
public class EvaluatePairsTests
{
    private const double LossTolerance = 1e-5; // sums in batches of other sizes

    private TemporaryFolder _folder = null!;
    private string _pairs = null!;
    private string _model = null!;

    [OneTimeSetUp]
    public void Train()
    {
        _folder = new TemporaryFolder();
        _pairs = SmallPairFile.In(_folder);
        _model = _folder.File("model.nrnn");
        var run = CliRun.Of(
            ["train", "seq2seq", "--data", _pairs, .. SmallPairFile.TinyModel, "--epochs", "25", "--lr", "0.02", "--out", _model]);
        Assert.That(run.Code, Is.Zero, run.Error);
    }

    [OneTimeTearDown]
    public void RemoveFolder() => _folder.Dispose();

    [Test]
    public void It_gives_the_same_numbers_plain_and_as_JSON()
    {
        var line = Evaluate(_pairs, "--json").JsonLines().Single();
        string[] comparable = ["bits_per_byte", "bits_per_character", "word_perplexity"];
        Assert.That(CliRun.Fields(line), Is.EqualTo(["tokens", "loss", "perplexity", .. comparable, "bleu", "signature"]));
        Assert.That(line.GetProperty("tokens").GetInt32(), Is.EqualTo(SmallPairFile.TargetTokens));
        var (loss, perplexity, bleu) = (Real(line, "loss"), Real(line, "perplexity"), Real(line, "bleu"));
        Assert.That(perplexity, Is.EqualTo(Math.Exp(loss)).Within(1e-12).Percent);
        Assert.That(bleu, Is.InRange(5, 99), "neither all nor nothing is right");
        var signature = line.GetProperty("signature").GetString();
        Assert.That(signature, Does.StartWith("nrefs:1|case:lc|eff:no|tok:13a|smooth:exp|version:"));
        var letters = SmallPairFile.Pairs.Sum(pair => pair.Target.Length); // of one byte each
        var bits = Real(line, "bits_per_byte");
        Assert.That(bits, Is.EqualTo(loss * SmallPairFile.TargetTokens / letters / Math.Log(2)).Within(1e-9).Percent);
        Assert.That(Evaluate(_pairs).Output, Is.EqualTo(FormattableString.Invariant(
            $"tokens {SmallPairFile.TargetTokens} loss {loss:F6} perplexity {perplexity:F4} bits/byte {bits:F4} bits/character {bits:F4} bleu {bleu:F2} {signature}\n")));
    }

    [TestCase("--beam", "1")]
    [TestCase("--beam", "5", "--alpha", "0.2")]
    [TestCase("--sample", "--seed", "4")]
    public void BLEU_is_that_of_the_translations(params string[] decoding)
    {
        var sources = string.Concat(SmallPairFile.Pairs.Select(pair => pair.Source + "\n"));
        var (hypotheses, references) = (_folder.File("hyp"), _folder.File("ref"));
        File.WriteAllText(hypotheses, CliRun.OfInput(sources, ["translate", _model, .. decoding]).Output);
        File.WriteAllLines(references, SmallPairFile.Pairs.Select(pair => pair.Target));
        var byHand = CliRun.Of("bleu", "--hyp", hypotheses, "--ref", references, "--lowercase", "--json").JsonLines().Single();
        var line = Evaluate(_pairs, [.. decoding, "--json"]).JsonLines().Single();
        Assert.That(Real(line, "bleu"), Is.EqualTo(Real(byHand, "score")).Within(1e-9));
        Assert.That(line.GetProperty("signature").GetString(), Is.EqualTo(byHand.GetProperty("signature").GetString()));
    }

    [Test]
    public void The_loss_does_not_depend_on_the_batch()
    {
        var loss = Real(Evaluate(_pairs, "--json").JsonLines().Single(), "loss");
        Assert.That(Real(Evaluate(_pairs, "--json", "--batch", "1").JsonLines().Single(), "loss"), Is.EqualTo(loss).Within(LossTolerance));
        Assert.That(Real(Evaluate(_pairs, "--json", "--batch", "5").JsonLines().Single(), "loss"), Is.EqualTo(loss).Within(LossTolerance));
    }

    [Test]
    public void Targets_of_one_source_are_references_together()
    {
        var translation = CliRun.OfInput("The cat sees the dog.\n", "translate", _model).Output.TrimEnd('\n');
        var grouped = SmallPairFile.Write(_folder, "grouped.tsv",
        [
            new("The cat sees the dog.", "Chien chien chien ."), new("The dog sleeps.", "Le chien dort."),
            new("The cat sees the dog.", translation),
        ]);
        var single = SmallPairFile.Write(_folder, "single.tsv", [new("The cat sees the dog.", translation)]);
        var line = Evaluate(grouped, "--json").JsonLines().Single();
        Assert.That(line.GetProperty("signature").GetString(), Does.StartWith("nrefs:var|"));
        var hypotheses = CliRun.OfInput("The cat sees the dog.\nThe dog sleeps.\n", "translate", _model).Lines();
        var expected = Bleu.OfCorpus(
            hypotheses, [["Chien chien chien .", translation], ["Le chien dort."]], new BleuOptions { IsLowercase = true });
        Assert.That(Real(line, "bleu"), Is.EqualTo(expected.Score).Within(1e-9));
        Assert.That(Real(Evaluate(single, "--json").JsonLines().Single(), "bleu"), Is.EqualTo(100).Within(1e-9));
    }

    [Test]
    public void Capitals_count_only_where_the_model_writes_them()
    {
        var model = _folder.File("mixed.nrnn");
        CliRun.Of(
        [
            "train", "seq2seq", "--data", _pairs, .. SmallPairFile.TinyModel, "--normalize", "none", "--max-steps", "2", "--out", model,
        ]);
        string Signature(params string[] options) => CliRun.Of(["evaluate", model, "--data", _pairs, "--json", .. options])
            .JsonLines().Single().GetProperty("signature").GetString()!;
        Assert.That(Signature(), Does.Contain("|case:mixed|"));
        Assert.That(Signature("--lowercase"), Does.Contain("|case:lc|"));
    }

    [Test]
    public void Tokens_that_the_model_does_not_know_are_counted_in_a_warning()
    {
        var other = SmallPairFile.Write(_folder, "other.tsv", [new("The cat eats a dog.", "Le chat dort!")]);
        Assert.That(Evaluate(other).Error, Is.EqualTo(
            "nativernn: warning: the model does not know 2 of 6 tokens of the sources and 1 of 4 of the targets.\n"));
    }

    [TestCase("", "' is empty; write a pair per line: source, tab, target.")]
    [TestCase("a\tb\nc\n", "Line 2 of '")]
    public void Files_that_hold_no_pairs_are_refused(string content, string sentence)
    {
        var path = _folder.File("bad.tsv");
        File.WriteAllText(path, content);
        var run = CliRun.Of("evaluate", _model, "--data", path);
        Assert.That(run.Error, Does.StartWith("nativernn: ").And.Contain(sentence));
        Assert.That((run.Code, run.Output), Is.EqualTo((1, "")));
    }

    [TestCase(true)]
    [TestCase(false)]
    public void A_sentence_beyond_the_limit_is_named_by_its_pair(bool isSource)
    {
        var endless = string.Join(' ', Enumerable.Repeat("cat", Translator.MaxSourceTokens));
        var path = SmallPairFile.Write(
            _folder, "long.tsv", [new("a", "b"), isSource ? new(endless, "b") : new("a", endless)]);
        Assert.That(CliRun.Of("evaluate", _model, "--data", path), Is.EqualTo(new CliRun(
            1, "", $"nativernn: Pair 2 of '{path}' has a sentence of 1025 tokens, more than 1024: split or remove it.\n")));
    }

    [TestCase("--beam", "2")]
    [TestCase("--alpha", "0")]
    [TestCase("--sample")]
    [TestCase("--exhaustive")]
    [TestCase("--max-length", "5")]
    [TestCase("--seed", "5")]
    [TestCase("--no-unknown")]
    [TestCase("--lowercase")]
    public void Options_of_translators_are_refused_for_a_language_model(params string[] option)
    {
        var (text, language) = (SmallText.In(_folder), _folder.File("language.nrnn"));
        if (!File.Exists(language))
        {
            CliRun.Of(["train", "lm", "--data", text, .. SmallText.TinyModel, "--max-steps", "1", "--out", language]);
        }

        var run = CliRun.Of(["evaluate", language, "--data", text, .. option]);
        Assert.That(run, Is.EqualTo(new CliRun(
            2, "", $"nativernn: {option[0]} is for translators, but {language} holds a language model; leave it out.\n")));
    }

    private static double Real(JsonElement line, string name) => line.GetProperty(name).GetDouble();

    private CliRun Evaluate(string data, params string[] options)
    {
        var run = CliRun.Of(["evaluate", _model, "--data", data, "--threads", "1", .. options]);
        Assert.That(run.Code, Is.Zero, run.Error);
        return run;
    }
}
