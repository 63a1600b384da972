using System.Text.Json;
using NativeRnn.Cli;
using NUnit.Framework;

namespace NativeRnn.Tests.Cli;

public class ReproduceCommandTests
{
    private TemporaryFolder _folder = null!;

    [OneTimeSetUp]
    public void PlaceStandIns()
    {
        _folder = new TemporaryFolder();
        BookStandIns.PlaceIn(_folder.Path);
    }

    [OneTimeTearDown]
    public void RemoveFolder() => _folder.Dispose();

    [Test]
    public void The_list_names_every_result_with_section_and_published_number()
    {
        var run = CliRun.Of("reproduce", "list");
        Assert.That((run.Code, run.Error), Is.EqualTo((0, "")));
        Assert.That(run.Lines(), Has.Length.EqualTo(BookResults.All.Count));
        Assert.That(run.Output, Does.Match(@"(?m)^deep-lstm +9\.3 +1\.00 +a character model with two layers of LSTM$"));
        var lines = CliRun.Of("reproduce", "list", "--json").JsonLines();
        Assert.That(
            lines.Select(line => line.GetProperty("name").GetString()),
            Is.EqualTo(BookResults.All.Select(result => result.Name)));
    }

    [TestCaseSource(nameof(Names))]
    public void A_result_is_measured_and_held_against_its_band(string name)
    {
        var run = CliRun.Of("reproduce", name, "--epochs", "1", "--seed", "3", "--data-dir", _folder.Path, "--threads", "1", "--json");
        var line = run.JsonLines().Single();
        var result = BookResults.Find(name);
        var measured = line.GetProperty("measured").GetDouble();
        Assert.That(run.Code, Is.EqualTo(1), "one epoch reproduces nothing");
        Assert.That(line.GetProperty("inside").GetBoolean(), Is.False);
        Assert.That(line.GetProperty("seed").GetInt32(), Is.EqualTo(3));
        Assert.That(line.GetProperty("published").GetDouble(), Is.EqualTo(result.Published));
        Assert.That(measured, Is.GreaterThan(result.Highest).And.LessThan(30), "better than a guess among some 28 characters");
        Assert.That(line.GetProperty("shown").GetArrayLength(), Is.GreaterThan(0));
    }

    [Test]
    public void A_seed_gives_the_numbers_that_the_stated_command_gives()
    {
        string[] common = ["--epochs", "2", "--seed", "5", "--threads", "1", "--json"];
        var reproduced = CliRun.Of(["reproduce", "gru", "--data-dir", _folder.Path, .. common]).JsonLines().Single();
        string[] recipe = reproduced.GetProperty("settings").GetString()!.Split(" --epochs")[0].Split(' ');
        var trained = CliRun.Of([.. recipe, "--data", _folder.File("timemachine.txt"), .. common]).JsonLines();
        Assert.That(
            reproduced.GetProperty("measured").GetDouble(), Is.EqualTo(trained[^1].GetProperty("perplexity").GetDouble()));
    }

    [Test]
    public void What_it_prints_for_people_holds_the_comparison_and_what_the_model_writes()
    {
        var run = CliRun.Of("reproduce", "rnn", "--epochs", "2", "--data-dir", _folder.File("timemachine.txt"), "--threads", "1");
        Assert.That(run.Code, Is.EqualTo(1));
        Assert.That(run.Error, Does.Contain("is not The Time Machine as the book uses it, so that the band does not apply."));
        Assert.That(run.Output, Does.StartWith("rnn: a character model with a vanilla RNN\n"));
        Assert.That(run.Output, Does.Contain("  epoch 1 of 2: ").And.Contain("  published    1.30\n").And.Contain("  band         up to 1.45\n"));
        Assert.That(run.Output, Does.Match(@"  continues    time traveller.{50}\n"));
        Assert.That(run.Output, Does.EndWith("Outside the band.\n"));
    }

    [Test]
    public void The_bidirectional_model_is_judged_with_and_without_the_future()
    {
        var line = CliRun.Of("reproduce", "bidirectional-misuse", "--epochs", "1", "--data-dir", _folder.Path, "--json").JsonLines().Single();
        var shown = line.GetProperty("shown").EnumerateArray().ToDictionary(
            one => one.GetProperty("name").GetString()!, one => one.GetProperty("text").GetString()!);
        Assert.That(shown["continues"], Has.Length.EqualTo("time traveller".Length + 50));
        Assert.That(JsonDocument.Parse(shown["perplexity_without_future"]).RootElement.GetDouble(), Is.InRange(1, 1000));
    }

    [Test]
    public void A_published_number_is_inside_its_own_band()
    {
        Assert.That(BookResults.All.Where(result => !result.Holds(result.Published)), Is.Empty);
        Assert.That(BookResults.All.Where(result => result.Holds(double.NaN)), Is.Empty, "a diverged run reproduces nothing");
    }

    [TestCase(
        2, "There is no result 'elman'; choose list or one of sine, rnn, random-sampling, gru, lstm, deep-lstm, bidirectional-misuse, seq2seq, attention.",
        "elman")]
    public void Wrong_usage_is_answered_with_one_sentence(int code, string sentence, params string[] arguments) =>
        Assert.That(CliRun.Of(["reproduce", .. arguments]), Is.EqualTo(new CliRun(code, "", $"nativernn: {sentence}\n")));

    [Test]
    public void A_missing_text_is_named_with_what_to_do()
    {
        using var empty = new TemporaryFolder();
        var run = CliRun.Of("reproduce", "seq2seq", "--data-dir", empty.Path);
        Assert.That(run.Code, Is.EqualTo(1));
        Assert.That(run.Error, Does.StartWith(
            $"nativernn: This needs Tatoeba's English-French pairs, but '{empty.Path}' holds none of fra-eng/fra-eng.tsv, "));
    }

    [Test]
    public void Without_a_folder_the_text_is_looked_for_where_data_get_puts_it()
    {
        using var cache = new TemporaryFolder();
        string[] command = ["reproduce", "rnn", "--epochs", "1", "--json"];
        var (code, output) = RunWithCache(cache.Path, command);
        Assert.That(code, Is.EqualTo(1));
        Assert.That(output, Does.Contain("This needs The Time Machine: 'nativernn data get timemachine' downloads it, or "));

        Directory.CreateDirectory(cache.File(Path.Combine("data", "timemachine")));
        File.Copy(_folder.File("timemachine.txt"), cache.File(Path.Combine("data", "timemachine", "timemachine.txt")));
        Assert.That(RunWithCache(cache.Path, command).Output, Does.Contain("\"measured\":"));
    }

    [Test]
    public void The_books_sine_comes_out_without_any_text()
    {
        var run = CliRun.Of("reproduce", "sine");
        Assert.That((run.Code, run.Error), Is.EqualTo((0, "")), run.Output);
        Assert.That(run.Output, Does.Match(@"measured +0\.0[3-5]\d\d\n  published +0\.0516\n"));
        Assert.That(run.Output, Does.Contain("  later rows   64 ahead ").And.EndsWith("Inside the band.\n"));
    }

    [Test]
    [Category("Acceptance")]
    public void The_books_GRU_comes_out()
    {
        var text = SharedFolder.File("data", "timemachine.txt");
        var run = CliRun.Of("reproduce", "gru", "--data-dir", text);
        Assert.That(run.Code, Is.Zero, run.Output);
        Assert.That(run.Output, Does.EndWith("Inside the band.\n"));
    }

    private static (int Code, string Output) RunWithCache(string cache, string[] command)
    {
        using var process = CliProcess.StartWith(new() { ["NATIVERNN_CACHE_DIR"] = cache }, command);
        var error = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output + error.Result);
    }

    // One epoch is enough for the sine.
    private static IEnumerable<string> Names() =>
        BookResults.All.Where(result => result.Text is not null).Select(result => result.Name);
}
