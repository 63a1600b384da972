using System.Globalization;
using System.Text.Json;
using NUnit.Framework;

namespace NativeRnn.Tests.Cli;

public class TrainingCommandTests
{
    private static readonly string[] _epochFields =
        ["epoch", "loss", "perplexity", "tokens", "tokens_per_second", "seconds"];

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

    [Test]
    public void Each_epoch_is_one_JSON_object_with_its_fields()
    {
        var lines = Train("--epochs", "3", "--json").JsonLines();
        Assert.That(lines.Select(CliRun.Fields), Is.All.EqualTo(_epochFields));
        Assert.That(lines.Select(line => line.GetProperty("epoch").GetInt32()), Is.EqualTo(new[] { 1, 2, 3 }));
        foreach (var line in lines)
        {
            var loss = line.GetProperty("loss").GetDouble();
            Assert.That(line.GetProperty("perplexity").GetDouble(), Is.EqualTo(Math.Exp(loss)).Within(1e-12).Percent);
            Assert.That(line.GetProperty("tokens").GetInt64() % (4 * 10), Is.Zero, "whole batches");
        }
    }

    [Test]
    public void Validation_adds_its_loss_and_perplexity()
    {
        var line = Train("--epochs", "1", "--json", "--valid", _text).JsonLines().Single();
        Assert.That(CliRun.Fields(line), Is.EqualTo([.. _epochFields, "valid_loss", "valid_perplexity"]));
        var loss = line.GetProperty("valid_loss").GetDouble();
        Assert.That(line.GetProperty("valid_perplexity").GetDouble(), Is.EqualTo(Math.Exp(loss)).Within(1e-12).Percent);
    }

    [Test]
    public void Words_can_be_separated_from_their_punctuation()
    {
        var model = _folder.File("words.nrnn");
        Train("--tokens", "word", "--normalize", "separated", "--epochs", "1", "--out", model);
        var line = CliRun.Of("inspect", model, "--json").JsonLines().Single();
        Assert.That(line.GetProperty("normalize").GetString(), Is.EqualTo("separated"));
        var tokens = line.GetProperty("first_tokens").EnumerateArray().Select(token => token.GetString()).ToArray();
        Assert.That(tokens, Does.Contain("dog").And.Contain(".").And.Contain("mat;").And.Not.Contain("dog."));
        var other = _folder.File("other.txt");
        File.WriteAllText(other, "The DOG saw the cat.\u00A0The dog!");
        var run = CliRun.Of("evaluate", model, "--data", other);
        Assert.That(run.Error, Is.EqualTo("nativernn: warning: the model does not know 1 of 9 tokens of the text.\n"));
    }

    [Test]
    public void Steps_are_logged_in_full_precision()
    {
        string[] options = ["--max-steps", "5", "--log-steps", "--offset", "0"];
        var json = Train([.. options, "--json"]).JsonLines();
        var steps = json.Where(line => line.TryGetProperty("step", out _)).ToArray();
        Assert.That(steps.Select(CliRun.Fields), Is.All.EqualTo(new[] { "step", "loss", "grad_norm" }));
        Assert.That(json.Select(CliRun.Fields).Last(), Is.EqualTo(_epochFields));

        var plain = Train(options).Output.Split('\n').Where(line => line.StartsWith("step ", StringComparison.Ordinal));
        Assert.That(plain, Is.EqualTo(steps.Select(PlainStep)));
        Assert.That(steps, Has.Length.EqualTo(5));
    }

    [Test]
    public void A_step_limit_alone_runs_as_many_epochs_as_it_takes()
    {
        var lines = Train("--max-steps", "400", "--json").JsonLines();
        Assert.That(lines, Has.Length.GreaterThan(20)); // 17 steps an epoch
        Assert.That(lines.Sum(line => line.GetProperty("tokens").GetInt64()), Is.EqualTo(400 * 4 * 10));
    }

    [Test]
    public void Many_epochs_make_about_fifty_plain_lines_and_the_last()
    {
        var run = Train("--epochs", "130");
        var epochs = run.Output.Split('\n').Where(line => line.StartsWith("epoch ", StringComparison.Ordinal)).ToArray();
        Assert.That(epochs, Has.Length.InRange(40, 52));
        Assert.That(epochs[^1], Does.StartWith("epoch 130 loss "));
        Assert.That(run.Output, Does.Not.Contain('\u001b'), "no colours");
    }

    [Test]
    public void The_same_seed_gives_the_same_file_and_another_seed_another()
    {
        var first = Saved("first", "7");
        Assert.That(Saved("second", "7"), Is.EqualTo(first));
        Assert.That(Saved("third", "8"), Is.Not.EqualTo(first));
    }

    [Test]
    public void A_sample_follows_each_line_on_an_epoch()
    {
        var lines = Train("--epochs", "2", "--sample-prompt", "The cat").Output.Split('\n');
        Assert.That(lines.Count(line => line.StartsWith("  The cat", StringComparison.Ordinal)), Is.EqualTo(2));
    }

    [Test]
    public void Without_a_place_for_the_model_there_is_a_warning()
    {
        Assert.That(Train("--epochs", "1").Error, Is.EqualTo("nativernn: warning: without --out the model is not saved.\n"));
    }

    [TestCase("rnn", "tanh", "rnn-tanh")]
    [TestCase("rnn", "relu", "rnn-relu")]
    [TestCase("gru", "reset-before", "gru-reset-before")]
    [TestCase("gru", "reset-after", "gru-reset-after")]
    public void Every_cell_trains(string cell, string kind, string word)
    {
        var model = _folder.File("model.nrnn");
        var run = Train("--epochs", "1", "--cell", cell, cell == "gru" ? "--gru-variant" : "--activation", kind, "--out", model);
        Assert.That((run.Code, run.Error), Is.EqualTo((0, "")));
        var info = CliRun.Of("inspect", model, "--json").JsonLines().Single();
        Assert.That(info.GetProperty("cell").GetString(), Is.EqualTo(word));
    }

    [TestCase("lm_lstm_sgd")]
    [TestCase("lm_gru_adam")]
    public void Logged_steps_agree_with_PyTorch(string name)
    {
        const double Relative = 1e-4; // shared/golden/README.md: what float32 gives against float64
        using var golden = JsonDocument.Parse(File.ReadAllText(SharedFolder.File("golden", name + ".json")));
        var lines = CliRun.Of(
        [
            .. GoldenRun.Arguments(golden.RootElement),
            "--data", SharedFolder.File("data", "timemachine.txt"),
            "--init", SharedFolder.File("golden", name + ".init.safetensors"),
        ]).JsonLines();
        var expected = golden.RootElement.GetProperty("log").EnumerateArray().ToArray();
        Assert.That(lines, Has.Length.EqualTo(expected.Length + 1));
        foreach (var (found, wanted) in lines.Zip(expected))
        {
            Assert.That(Real(found, "loss"), Is.EqualTo(Real(wanted, "loss")).Within(100 * Relative).Percent);
            Assert.That(Real(found, "grad_norm"), Is.EqualTo(Real(wanted, "grad_norm")).Within(100 * Relative).Percent);
        }
    }

    private static double Real(JsonElement line, string name) => line.GetProperty(name).GetDouble();

    private static string PlainStep(JsonElement step) => string.Create(
        CultureInfo.InvariantCulture,
        $"step {step.GetProperty("step").GetInt64()} loss {Real(step, "loss"):R} grad_norm {Real(step, "grad_norm"):R}");

    private CliRun Train(params string[] options)
    {
        var run = CliRun.Of(["train", "lm", "--data", _text, .. SmallText.TinyModel, .. options]);
        Assert.That(run.Code, Is.Zero, run.Error);
        return run;
    }

    private byte[] Saved(string name, string seed)
    {
        var path = _folder.File(name);
        Train("--epochs", "2", "--seed", seed, "--out", path);
        return File.ReadAllBytes(path);
    }
}
