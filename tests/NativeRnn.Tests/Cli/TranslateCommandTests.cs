using System.Globalization;
using System.Text;
using NUnit.Framework;

namespace NativeRnn.Tests.Cli;

public class TranslateCommandTests
{
    private TemporaryFolder _folder = null!;
    private string _model = null!;

    [OneTimeSetUp]
    public void Train()
    {
        _folder = new TemporaryFolder();
        _model = _folder.File("model.nrnn");
        var run = CliRun.Of(["train", "seq2seq", "--data", SmallPairFile.In(_folder), .. SmallPairFile.GoodModel, "--out", _model]);
        Assert.That((run.Code, run.Error), Is.EqualTo((0, "")));
    }

    [OneTimeTearDown]
    public void RemoveFolder() => _folder.Dispose();

    [Test]
    public void Lines_come_back_translated_in_their_order()
    {
        var run = Translate(Text(SmallPairFile.Pairs.Select(pair => pair.Source)));
        Assert.That(run.Error, Is.Empty);
        Assert.That(run.Lines(), Is.EqualTo(SmallPairFile.Pairs.Select(pair => SmallPairFile.Lower(pair.Target))));
    }

    [TestCase("")]
    [TestCase("--batch", "1")]
    [TestCase("--batch", "7")]
    public void More_lines_than_are_read_at_a_time_keep_their_order_too(params string[] batch)
    {
        var pairs = Enumerable.Range(0, 600).Select(i => SmallPairFile.Pairs[i * 7 % 36]).ToArray();
        var run = Translate(Text(pairs.Select(pair => pair.Source)), [.. batch.Where(word => word.Length > 0), "--beam", "2"]);
        Assert.That(run.Lines(), Is.EqualTo(pairs.Select(pair => SmallPairFile.Lower(pair.Target))));
    }

    [Test]
    public void Empty_lines_stay_empty_and_line_ends_do_not_matter()
    {
        string[] expected = ["", "le chat dort.", "", "", "le chien dort.", ""];
        Assert.That(Translate("\nThe cat sleeps.\n\n \t \nThe dog sleeps.\n\n").Lines(), Is.EqualTo(expected));
        Assert.That(Translate("\r\nThe cat sleeps.\r\n\r\n \t \r\nThe dog sleeps.\r\n\r\n").Lines(), Is.EqualTo(expected));
        Assert.That(Translate("\uFEFFThe cat sleeps.\nthe dog sleeps .").Lines(), Is.EqualTo(expected[1..2].Concat(expected[4..5])));
        Assert.That(Translate(""), Is.EqualTo(new CliRun(0, "", "")));
    }

    [Test]
    public void The_n_best_come_with_their_scores_in_falling_order()
    {
        var run = Translate("The cat sleeps.\n\nThe dog sees the cat.\n", "--n-best", "3");
        var lines = run.Lines();
        Assert.That(lines, Has.Length.EqualTo(3 + 1 + 3));
        Assert.That(lines[3], Is.Empty, "of the empty line");
        Assert.That(lines.Where(line => line.Length > 0), Is.All.Match(@"^-\d+\.\d{4}\t[a-z]"));
        Assert.That(lines[0], Does.EndWith("\tle chat dort."));
        Assert.That(lines[4], Does.EndWith("\tle chien voit le chat."));
        Assert.That(lines[..3].Select(Score), Is.Ordered.Descending);
        Assert.That(lines[4..].Select(Score), Is.Ordered.Descending);
    }

    [Test]
    public void Scores_are_printed_even_where_only_one_translation_is_found()
    {
        var run = Translate("The cat sleeps.\n", "--n-best", "40", "--exhaustive", "--max-length", "1");
        Assert.That(run.Lines().Length, Is.InRange(2, 12), "one token");
        Assert.That(run.Lines(), Is.All.Match(@"^-\d+\.\d{4}\t"));
    }

    [Test]
    public void JSON_has_one_object_for_each_line()
    {
        var lines = Translate("The cat sleeps.\n\n", "--n-best", "2", "--json").JsonLines();
        Assert.That(lines, Has.Length.EqualTo(2));
        Assert.That(CliRun.Fields(lines[0]), Is.EqualTo(new[] { "source", "translation", "candidates" }));
        Assert.That(lines[0].GetProperty("source").GetString(), Is.EqualTo("The cat sleeps."));
        Assert.That(lines[0].GetProperty("translation").GetString(), Is.EqualTo("le chat dort."));
        var candidates = lines[0].GetProperty("candidates").EnumerateArray().ToArray();
        Assert.That(candidates.Select(CliRun.Fields), Is.All.EqualTo(new[] { "text", "score", "log_probability", "finished" }));
        Assert.That(candidates, Has.Length.EqualTo(2));
        Assert.That(candidates[0].GetProperty("text").GetString(), Is.EqualTo("le chat dort."));
        Assert.That(candidates[0].GetProperty("finished").GetBoolean(), Is.True);
        var logProbability = candidates[0].GetProperty("log_probability").GetDouble();
        Assert.That(
            candidates[0].GetProperty("score").GetDouble(),
            Is.EqualTo(logProbability / Math.Pow(5, 0.75)).Within(1e-12), "le, chat, dort, . and the end");
        Assert.That(lines[1].ToString(), Is.EqualTo("""{"source":"","translation":"","candidates":[]}"""));
    }

    [Test]
    public void A_beam_of_one_is_greedy()
    {
        string[] sources = ["The big big cat", "sees the dog .", "likes likes", "sleeps the", "dog cat dog"];
        using var model = Seq2SeqModel.Load(_model);
        using var translator = new Translator(model);
        var greedy = translator.Translate(sources, new DecodingOptions { Method = DecodingMethod.Greedy, MaxLength = 50 });
        Assert.That(
            Translate(Text(sources), "--beam", "1").Lines(), Is.EqualTo(greedy.Select(translation => translation.Text)));
    }

    [Test]
    public void A_wide_beam_finds_what_exhaustive_search_finds()
    {
        var model = _folder.File("tiny.nrnn");
        var pairs = SmallPairFile.Write(_folder, "tiny.tsv", [new("a b", "x y"), new("b a a", "y x")]);
        CliRun.Of("train", "seq2seq", "--data", pairs, "--max-steps", "4", "--min-freq", "1", "--out", model);
        string[] options = ["translate", model, "--max-length", "4", "--n-best", "5"];
        var exact = CliRun.OfInput("a b\nb\n", [.. options, "--exhaustive"]);
        var beam = CliRun.OfInput("a b\nb\n", [.. options, "--beam", "300", "--early-stopping", "never"]);
        Assert.That(exact.Lines(), Has.Length.EqualTo(10));
        Assert.That(beam.Lines().Select(Score), Is.EqualTo(exact.Lines().Select(Score)).Within(2e-4), "four decimals");
        Assert.That(beam.Lines()[0], Is.EqualTo(exact.Lines()[0]));
    }

    [Test]
    public void Samples_follow_their_seed()
    {
        string[] options = ["--sample", "--temperature", "2", "--n-best", "4", "--seed"];
        var first = Translate("The cat sees the dog.\n", [.. options, "1"]);
        Assert.That(first.Lines(), Has.Length.EqualTo(4));
        Assert.That(Translate("The cat sees the dog.\n", [.. options, "1"]), Is.EqualTo(first));
        Assert.That(Translate("The cat sees the dog.\n", [.. options, "2"]).Output, Is.Not.EqualTo(first.Output));
        Assert.That(Translate("The cat sleeps.\n", "--sample", "--top-k", "1").Output, Is.EqualTo("le chat dort.\n"));
    }

    [Test]
    public void Lengths_and_repetitions_can_be_limited()
    {
        Assert.That(Translate("The cat sleeps.\n", "--beam", "1", "--max-length", "2").Output, Is.EqualTo("le chat\n"));
        var longer = Translate("The cat sleeps.\n", "--min-length", "9", "--max-length", "12").Output;
        Assert.That(longer.Replace(".", " .", StringComparison.Ordinal).Split(' '), Has.Length.InRange(9, 11));
        var once = Translate("The cat sees the dog.\n", "--no-repeat-ngram", "1").Output.TrimEnd('\n', '.');
        Assert.That(once.Split(' '), Is.Unique, "'le' only once");
    }

    [Test]
    public void Unknown_words_are_named_with_their_line()
    {
        var run = Translate("The cat sleeps.\n\nThe zebra sees the zebra, dog.\nthe <pad>\n");
        Assert.That((run.Code, run.Lines().Length), Is.EqualTo((0, 4)));
        Assert.That(run.Error, Is.EqualTo(
            "nativernn: warning: line 3: the model does not know 'zebra', ','.\n"
            + "nativernn: warning: line 4: the model does not know '<pad>'.\n"));
    }

    [Test]
    public void Lines_are_numbered_through_all_that_is_read()
    {
        var lines = Enumerable.Repeat("The cat sleeps.", 700).ToArray();
        lines[650] = "The zebra sleeps.";
        Assert.That(Translate(Text(lines), "--beam", "1").Error, Is.EqualTo(
            "nativernn: warning: line 651: the model does not know 'zebra'.\n"));
    }

    [Test]
    public void A_line_beyond_the_limit_is_named_behind_the_answers_to_those_before_it()
    {
        var endless = string.Join(' ', Enumerable.Repeat("cat", Translator.MaxSourceTokens));
        Assert.That(Translate($"The cat sleeps.\n{endless}\n", 1), Is.EqualTo(new CliRun(
            1, Translate("The cat sleeps.\n").Output, "nativernn: Line 2 has 1025 tokens, more than 1024: split it into sentences.\n")));
        Assert.That(Translate(endless[..^4], "--max-length", "3").Lines(), Has.Length.EqualTo(1), "one token less");
    }

    [Test]
    public void Input_that_is_not_UTF_8_is_named()
    {
        byte[] input = [.. "The cat sleeps.\nThe "u8, 0xC3, 0x28, .. "\n"u8];
        Assert.That(CliRun.OfBytes(input, "translate", _model), Is.EqualTo(new CliRun(
            1, Translate("The cat sleeps.\n").Output, "nativernn: Standard input is not UTF-8 text: byte 20 (0xC3, in line 2) is invalid; convert it to UTF-8.\n")));
    }

    [Test]
    public void A_search_that_cannot_end_is_refused()
    {
        var run = Translate("The cat sleeps.\n", 2, "--exhaustive");
        Assert.That(run.Error, Does.StartWith("nativernn: Exhaustive search of 50 tokens").And.Contain("lower the maximum length to 7"));
    }

    [Test]
    public void Other_models_and_commands_are_told_apart()
    {
        var language = _folder.File("language.nrnn");
        CliRun.Of(["train", "lm", "--data", SmallText.In(_folder), .. SmallText.TinyModel, "--max-steps", "1", "--out", language]);
        Assert.That(CliRun.OfInput("a\n", "translate", language), Is.EqualTo(new CliRun(
            1, "", $"nativernn: {language} holds a language model, not a translator: train one with 'train seq2seq'.\n")));
        var translator = new CliRun(
            1, "", $"nativernn: {_model} holds a translator, not a language model: train one with 'train lm'.\n");
        Assert.That(CliRun.Of("generate", _model, "--prompt", "a"), Is.EqualTo(translator));
        Assert.That(CliRun.Of("import", _model, "--out", _folder.File("x")), Is.EqualTo(new CliRun(
            1, "", $"nativernn: {_model} is a model file of NativeRnn, which needs no import; name a safetensors file.\n")));
        Assert.That(_folder.FileNames(), Has.None.StartWith("x"));
    }

    [Test]
    public void Inspection_tells_both_sides_and_the_run()
    {
        var line = CliRun.Of("inspect", _model, "--json").JsonLines().Single();
        Assert.That(line.GetProperty("model").GetString(), Is.EqualTo("translator"));
        Assert.That(line.GetProperty("hidden").GetInt32(), Is.EqualTo(24));
        Assert.That(line.GetProperty("vocabulary_size").GetInt32(), Is.EqualTo(12));
        Assert.That(line.GetProperty("target_vocabulary_size").GetInt32(), Is.EqualTo(12));
        var parameters = line.GetProperty("parameters").EnumerateArray().ToArray();
        Assert.That(line.GetProperty("parameter_count").GetInt64(), Is.EqualTo(parameters.Sum(parameter =>
            parameter.GetProperty("shape").EnumerateArray().Aggregate(1L, (product, length) => product * length.GetInt64()))));
        var training = line.GetProperty("training");
        Assert.That(training.GetProperty("pairs").GetInt32(), Is.EqualTo(36));
        Assert.That(training.GetProperty("batch").GetInt32(), Is.EqualTo(6));
        Assert.That(training.GetProperty("batch_tokens").ValueKind, Is.EqualTo(System.Text.Json.JsonValueKind.Null));
        Assert.That(training.GetProperty("best_by").GetString(), Is.EqualTo("loss"));
        var text = CliRun.Of("inspect", _model).Output;
        Assert.That(text, Does.StartWith("model         translator (LSTM, 2 × 1 layer of 24, general attention, embeddings of 16)\n"));
        Assert.That(text, Does.Contain("'<eos>' 'the' '.' ").And.Contain("'<eos>' 'le' '.' "));
        Assert.That(text, Does.Contain("batches of 6 pairs, sentences of up to 50 tokens").And.Contain("on 36 pairs of "));
    }

    private static string Text(IEnumerable<string> lines) =>
        lines.Aggregate(new StringBuilder(), (text, line) => text.Append(line).Append('\n')).ToString();

    private static double Score(string line) => double.Parse(line.Split('\t')[0], CultureInfo.InvariantCulture);

    private CliRun Translate(string input, params string[] options) => Translate(input, 0, options);

    private CliRun Translate(string input, int code, params string[] options)
    {
        var run = CliRun.OfInput(input, ["translate", _model, "--threads", "1", .. options]);
        Assert.That(run.Code, Is.EqualTo(code), run.Error);
        return run;
    }
}
