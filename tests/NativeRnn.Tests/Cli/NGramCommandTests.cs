using System.Text.Json;
using NUnit.Framework;

namespace NativeRnn.Tests.Cli;

public class NGramCommandTests
{
    private TemporaryFolder _folder = null!;
    private string _text = null!;
    private string _model = null!;
    private JsonElement _trained;

    [OneTimeSetUp]
    public void Train()
    {
        _folder = new TemporaryFolder();
        _text = SmallText.In(_folder);
        _model = _folder.File("model.arpa");
        var run = CliRun.Of(
            "train", "ngram", "--data", _text, "--order", "4", "--tokens", "char", "--normalize", "lower", "--valid", _text,
            "--smoothing", "kneser-ney", "--out", _model, "--json");
        Assert.That((run.Code, run.Error), Is.EqualTo((0, "")));
        _trained = run.JsonLines().Single();
    }

    [OneTimeTearDown]
    public void RemoveFolder() => _folder.Dispose();

    [Test]
    public void Training_prints_what_scripts_need()
    {
        string[] fields =
        [
            "order", "smoothing", "tokens", "vocabulary_size", "ngrams", "tokens_per_second", "seconds", "valid_tokens",
            "valid_loss", "valid_perplexity",
        ];
        Assert.That(CliRun.Fields(_trained), Is.EqualTo(fields));
        Assert.That(_trained.GetProperty("ngrams").GetArrayLength(), Is.EqualTo(4));
        Assert.That(_trained.GetProperty("tokens").GetInt32(), Is.EqualTo(File.ReadAllText(_text).Length));
    }

    [Test]
    public void Evaluation_of_the_saved_model_gives_the_numbers_of_the_training()
    {
        var line = CliRun.Of("evaluate", _model, "--data", _text, "--json").JsonLines().Single();
        Assert.That(CliRun.Fields(line), Is.EqualTo(new[] { "tokens", "loss", "perplexity", "bits_per_byte", "bits_per_character", "word_perplexity" }));
        Assert.That(line.GetProperty("loss").GetDouble(), Is.EqualTo(_trained.GetProperty("valid_loss").GetDouble()));
        Assert.That(line.GetProperty("perplexity").GetDouble(), Is.LessThan(3), "four characters tell most of such a text");
    }

    [Test]
    public void Generation_continues_the_prompt_with_known_text()
    {
        var run = CliRun.Of("generate", _model, "--prompt", "The cat", "--length", "30", "--greedy");
        Assert.That((run.Code, run.Error), Is.EqualTo((0, "")));
        Assert.That(run.Output, Does.StartWith("The cat").And.EndsWith("\n").And.Contain(" the "));
        Assert.That(run.Output, Has.Length.EqualTo("The cat".Length + 30 + 1));
    }

    [Test]
    public void Inspection_tells_order_tokens_and_counts()
    {
        var line = CliRun.Of("inspect", _model, "--json").JsonLines().Single();
        Assert.That(line.GetProperty("model").GetString(), Is.EqualTo("n-gram model"));
        Assert.That(line.GetProperty("order").GetInt32(), Is.EqualTo(4));
        Assert.That(line.GetProperty("tokens").GetString(), Is.EqualTo("char"));
        Assert.That(line.GetProperty("normalize").GetString(), Is.EqualTo("lower"));
        Assert.That(line.GetProperty("ngrams").ToString(), Is.EqualTo(_trained.GetProperty("ngrams").ToString()));
        Assert.That(CliRun.Of("inspect", _model).Output, Does.StartWith("model         n-gram model of order 4\n"));
    }

    [Test]
    public void Laplace_takes_an_epsilon_for_each_order()
    {
        string[] line = ["train", "ngram", "--data", _text, "--valid", _text, "--order", "2", "--smoothing", "laplace", "--json"];
        double Loss(params string[] more) =>
            CliRun.Of([.. line, .. more]).JsonLines().Single().GetProperty("valid_loss").GetDouble();
        Assert.That(Loss("--epsilon", "1,0.001"), Is.LessThan(Loss("--epsilon", "1,50")));
        Assert.That(Loss("--epsilon", "1"), Is.EqualTo(Loss()));
        Assert.That(Loss("--laplace-form", "conditional"), Is.EqualTo(Loss()).Within(1e-12), "the same for pairs");
        Assert.That(Loss("--laplace-form", "marginal"), Is.Not.EqualTo(Loss()).Within(1e-6));
    }

    [TestCase("--epsilon belongs to --smoothing laplace; leave it out or choose that one.", "--epsilon", "1")]
    [TestCase("--laplace-form belongs to --smoothing laplace; leave it out or choose that one.", "--laplace-form", "nested")]
    [TestCase("--epsilon must be numbers of at least 0, separated by commas, not '1,-2'.", "--epsilon", "1,-2")]
    [TestCase("--order must be a whole number, at least 1 and at most 32, not '33'.", "--order", "33")]
    [TestCase(
        "An ARPA file has no place for this --laplace-form at this --order; leave --out out or choose nested.",
        "--smoothing", "laplace", "--laplace-form", "conditional", "--out", "x.arpa")]
    public void Wrong_usage_is_answered_with_one_sentence(string sentence, params string[] options)
    {
        Assert.That(
            CliRun.Of(["train", "ngram", "--data", "no-such-file", .. options]),
            Is.EqualTo(new CliRun(2, "", $"nativernn: {sentence}\n")));
    }

    [Test]
    public void Options_of_neural_models_are_refused()
    {
        Assert.That(
            CliRun.Of("evaluate", _model, "--data", _text, "--precision", "bf16").Error,
            Is.EqualTo($"nativernn: --precision is for neural models, but {_model} holds an n-gram model; leave it out.\n"));
        Assert.That(CliRun.Of("generate", _model, "--prompt", "a", "--threads", "2").Code, Is.EqualTo(2));
        Assert.That(
            CliRun.Of("train", "ngram", "--data", _text, "--out", _text).Error, Does.Contain("--out is the file that is read"));
    }

    [Test]
    public void A_damaged_file_is_named_with_its_line()
    {
        string cut = _folder.File("cut.arpa");
        File.WriteAllLines(cut, File.ReadLines(_model).Take(12));
        Assert.That(
            CliRun.Of("inspect", cut), Is.EqualTo(new CliRun(1, "", $"nativernn: The file '{cut}' is no whole ARPA file: line 12: "
                + $"{_trained.GetProperty("vocabulary_size")} n-grams of 1 token(s) were announced, but 3 are there.\n")));
    }

    [Test]
    public void Frequencies_are_listed_with_Zipfs_exponent()
    {
        var run = CliRun.Of("frequencies", "--data", _text, "--normalize", "letters", "--top", "2", "--zipf-from", "1");
        string[] lines = run.Lines();
        Assert.That(lines[..3], Is.EqualTo(new[] { "     1        60 the", "     2        30 cat", "8 different ones among 170" }));
        Assert.That(lines[3], Does.Match(@"^Zipf's exponent \d\.\d{3} over ranks 1 to 8 \(R² 0\.\d{3}\)$"));
        var line = CliRun.Of("frequencies", "--data", _text, "--order", "2", "--tokens", "char", "--top", "1", "--json").JsonLines().Single();
        string[] fields = ["order", "total", "distinct", "zipf_exponent", "zipf_from", "zipf_to", "zipf_r_squared", "top"];
        Assert.That(CliRun.Fields(line), Is.EqualTo(fields));
        Assert.That(line.GetProperty("top").ToString(), Is.EqualTo("[{\"tokens\":[\"h\",\"e\"],\"count\":60}]"));
        Assert.That(
            CliRun.Of("frequencies", "--data", _text, "--zipf-to", "99").Error,
            Does.StartWith("nativernn: --zipf-to must be above --zipf-from, 10, and at most"));
    }
}
