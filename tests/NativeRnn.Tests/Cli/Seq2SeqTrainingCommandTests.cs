using System.Globalization;
using System.Text.Json;
using NUnit.Framework;

namespace NativeRnn.Tests.Cli;

public class Seq2SeqTrainingCommandTests
{
    private static readonly string[] _epochFields =
        ["epoch", "loss", "perplexity", "tokens", "tokens_per_second", "seconds", "textbook_loss"];

    private TemporaryFolder _folder = null!;
    private string _pairs = null!;

    [SetUp]
    public void MakeFolder()
    {
        _folder = new TemporaryFolder();
        _pairs = SmallPairFile.In(_folder);
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
            var loss = Real(line, "loss");
            Assert.That(Real(line, "perplexity"), Is.EqualTo(Math.Exp(loss)).Within(1e-12).Percent);
            Assert.That(Real(line, "textbook_loss"), Is.EqualTo(loss / 10).Within(1e-12), "--steps 10");
            Assert.That(line.GetProperty("tokens").GetInt64(), Is.EqualTo(SmallPairFile.TargetTokens), "padding does not count");
        }
    }

    [Test]
    public void Validation_adds_its_loss_and_perplexity_and_BLEU_where_that_decides()
    {
        var byLoss = Train("--epochs", "1", "--json", "--valid", _pairs).JsonLines().Single();
        var byBleu = Train("--epochs", "1", "--json", "--valid", _pairs, "--best-by", "bleu").JsonLines().Single();
        Assert.That(CliRun.Fields(byLoss), Is.EqualTo([.. _epochFields, "valid_loss", "valid_perplexity"]));
        Assert.That(CliRun.Fields(byBleu), Is.EqualTo([.. _epochFields, "valid_loss", "valid_perplexity", "valid_bleu"]));
        Assert.That(Real(byBleu, "valid_loss"), Is.EqualTo(Real(byLoss, "valid_loss")));
        Assert.That(Real(byBleu, "valid_perplexity"), Is.EqualTo(Math.Exp(Real(byBleu, "valid_loss"))).Within(1e-12).Percent);
        Assert.That(Real(byBleu, "valid_bleu"), Is.InRange(0, 100));
    }

    [Test]
    public void Steps_are_logged_in_full_precision()
    {
        string[] options = ["--max-steps", "5", "--log-steps"];
        var json = Train([.. options, "--json"]).JsonLines();
        var steps = json.Where(line => line.TryGetProperty("step", out _)).ToArray();
        Assert.That(steps.Select(CliRun.Fields), Is.All.EqualTo(new[] { "step", "loss", "grad_norm" }));
        Assert.That(CliRun.Fields(json[^1]), Is.EqualTo(_epochFields));
        var plain = Train(options).Lines().Where(line => line.StartsWith("step ", StringComparison.Ordinal));
        Assert.That(plain, Is.EqualTo(steps.Select(step => string.Create(
            CultureInfo.InvariantCulture,
            $"step {step.GetProperty("step").GetInt64()} loss {Real(step, "loss"):R} grad_norm {Real(step, "grad_norm"):R}"))));
        Assert.That(steps, Has.Length.EqualTo(5));
    }

    [Test]
    public void The_first_line_says_what_is_trained_on_what()
    {
        var line = Train("--epochs", "1", "--attention", "additive", "--bidirectional", "--cell", "gru", "--gru-variant", "reset-after").Lines()[0];
        Assert.That(line, Is.EqualTo(FormattableString.Invariant(
            $"36 pairs, 12 and 12 different tokens; GRU (reset after), 2 × 1 layer of 8, source read both ways, additive attention, embeddings of 6, {Parameters(line)} parameters; 1 thread")));
    }

    [Test]
    public void Samples_follow_each_line_on_an_epoch_and_come_from_the_validation()
    {
        var valid = SmallPairFile.Write(_folder, "valid.tsv", [new("The CAT sleeps.", "x"), new("The dog sleeps!", "y")]);
        var lines = Train("--epochs", "2", "--samples", "2", "--valid", valid).Lines();
        Assert.That(lines, Has.Length.EqualTo(1 + 2 * 3));
        Assert.That(lines[1], Does.StartWith("epoch 1 loss "));
        Assert.That(lines[2..4], Is.EquivalentTo(lines[5..7]).Using<string, string>((a, b) => SourceOf(a) == SourceOf(b)));
        Assert.That(lines[2..4].Select(SourceOf), Is.EquivalentTo(new[] { "  The CAT sleeps.", "  The dog sleeps!" }));
        lines = Train("--epochs", "1", "--samples", "3").Lines();
        Assert.That(lines[2..].Select(SourceOf), Is.SubsetOf(SmallPairFile.Pairs.Select(pair => "  " + SmallPairFile.Lower(pair.Source))));
        Assert.That(lines[2..].Select(SourceOf), Is.Unique.And.Exactly(3).Items);
    }

    [Test]
    public void Only_so_many_pairs_are_learnt()
    {
        Assert.That(Train("--epochs", "1", "--max-pairs", "4").Output, Does.StartWith("4 pairs, 10 and 10 different tokens;"));
        Assert.That(Train("--epochs", "1", "--max-pairs", "4", "--min-freq", "3").Output, Does.StartWith("4 pairs, 7 and 7"));
        Assert.That(Train("--epochs", "1", "--max-pairs", "400").Output, Does.StartWith("36 pairs, "));
        Assert.That(Train("--epochs", "1", "--max-vocabulary", "6").Output, Does.StartWith("36 pairs, 6 and 6 "));
    }

    [Test]
    public void Tokens_rather_than_pairs_can_fill_a_batch()
    {
        string[] options = ["--layers", "1", "--steps", "10", "--epochs", "1", "--log-steps", "--json"];
        var few = CliRun.Of(["train", "seq2seq", "--data", _pairs, .. options, "--batch-tokens", "400"]).JsonLines().Length - 1;
        var many = CliRun.Of(["train", "seq2seq", "--data", _pairs, .. options, "--batch-tokens", "40"]).JsonLines().Length - 1;
        Assert.That(few, Is.EqualTo(2), "36 pairs of 11 to 18 tokens in batches of 400");
        Assert.That(many, Is.InRange(12, 18), "two or three pairs in a batch of 40");
    }

    [Test]
    public void Patience_ends_a_run_that_gets_no_better()
    {
        var exchanged = SmallPairFile.Pairs.Zip(SmallPairFile.Pairs.Skip(7), (one, other) => one with { Target = other.Target });
        var valid = SmallPairFile.Write(_folder, "valid.tsv", exchanged);
        var lines = Train("--lr", "0.03", "--epochs", "300", "--patience", "3", "--valid", valid, "--json").JsonLines();
        var losses = lines.Select(line => Real(line, "valid_loss")).ToList();
        Assert.That(lines, Has.Length.LessThan(300));
        Assert.That(losses.IndexOf(losses.Min()), Is.EqualTo(losses.Count - 1 - 3));
    }

    [Test]
    public void The_best_by_BLEU_is_kept()
    {
        var model = _folder.File("model.nrnn");
        var run = Train(
            "--hidden", "12", "--lr", "0.05", "--epochs", "25", "--valid", _pairs, "--best-by", "bleu", "--keep-best",
            "--json", "--out", model);
        var scores = run.JsonLines().Select(line => Real(line, "valid_bleu")).ToList();
        var best = CheckpointInfo.Read(model + ".best").Training!;
        Assert.That(scores.Max(), Is.GreaterThan(0));
        Assert.That(best.EpochsDone, Is.EqualTo(1 + scores.IndexOf(scores.Max())), "the first of equals");
        Assert.That(best.BestValidation!.Bleu, Is.EqualTo(scores.Max()));
        Assert.That(CliRun.Of("inspect", model).Output, Does.Contain(FormattableString.Invariant(
            $"best validation after epoch {best.EpochsDone}: BLEU {scores.Max():F2}, loss {best.BestValidation.Loss:F4}\n")));
        var training = CliRun.Of("inspect", model, "--json").JsonLines().Single().GetProperty("training");
        Assert.That(Real(training, "best_valid_bleu"), Is.EqualTo(scores.Max()));
    }

    [Test]
    public void The_same_seed_gives_the_same_file_and_another_seed_another()
    {
        var first = Saved("first", "7");
        Assert.That(Saved("second", "7"), Is.EqualTo(first));
        Assert.That(Saved("third", "8"), Is.Not.EqualTo(first));
    }

    [TestCase("none")]
    [TestCase("dot")]
    [TestCase("general")]
    [TestCase("additive")]
    [TestCase("none", "--bidirectional")]
    [TestCase("general", "--bidirectional")]
    [TestCase("additive", "--bidirectional", "--tie-output", "--embed", "8")]
    public void Every_kind_of_translator_trains_and_says_so(string attention, params string[] more)
    {
        var model = _folder.File("model.nrnn");
        var run = Train(["--epochs", "1", "--attention", attention, .. more, "--out", model]);
        Assert.That((run.Error, run.Lines()[^1]), Is.EqualTo(("", $"saved {model}")));
        var info = CliRun.Of("inspect", model, "--json").JsonLines().Single();
        Assert.That(info.GetProperty("attention").GetString(), Is.EqualTo(attention));
        Assert.That(info.GetProperty("bidirectional").GetBoolean(), Is.EqualTo(more.Contains("--bidirectional")));
        Assert.That(info.GetProperty("tied_output").GetBoolean(), Is.EqualTo(more.Contains("--tie-output")));
        var translation = CliRun.OfInput("The cat sleeps.\n", "translate", model, "--threads", "1", "--max-length", "5");
        Assert.That((translation.Code, translation.Error, translation.Lines().Length), Is.EqualTo((0, "", 1)));
    }

    [TestCase("rnn", "--activation", "relu", "rnn-relu")]
    [TestCase("gru", "--gru-variant", "reset-before", "gru-reset-before")]
    public void Every_cell_trains(string cell, string option, string kind, string word)
    {
        var model = _folder.File("model.nrnn");
        Train("--epochs", "1", "--cell", cell, option, kind, "--out", model);
        var info = CliRun.Of("inspect", model, "--json").JsonLines().Single();
        Assert.That(info.GetProperty("cell").GetString(), Is.EqualTo(word));
    }

    [Test]
    public void The_defaults_are_those_of_the_help()
    {
        var model = _folder.File("model.nrnn");
        var run = CliRun.Of("train", "seq2seq", "--data", _pairs, "--max-steps", "1", "--out", model);
        Assert.That((run.Code, run.Error), Is.EqualTo((0, "")));
        var info = CheckpointInfo.Read(model);
        Assert.That(info.Seq2Seq, Is.EqualTo(new Seq2SeqOptions { Cell = CellKind.Lstm }));
        Assert.That((info.Codec.Unit, info.Codec.Normalization), Is.EqualTo((TokenUnit.Word, Normalization.Separated)));
        var options = (Seq2SeqTrainingOptions)info.Training!.Options;
        Assert.That($"{options}", Is.EqualTo($"{new Seq2SeqTrainingOptions { Epochs = int.MaxValue, MaxSteps = 1 }}"));
        Assert.That((options.Optimizer.Kind, options.Optimizer.LearningRate), Is.EqualTo((OptimizerKind.Adam, 0.005)));
        Assert.That(options.Batches, Is.EqualTo(new PairBatchOptions { Batch = 64, Steps = 50, Bucketed = true }));
    }

    [Test]
    public void Dropout_between_layers_that_are_not_there_is_warned_of()
    {
        Assert.That(Train("--epochs", "1", "--dropout", "0.2").Error, Does.StartWith("nativernn: warning: --dropout acts between layers"));
        Assert.That(Train("--epochs", "1", "--dropout", "0.2", "--layers", "2").Error, Does.Not.Contain("--dropout"));
    }

    [Test]
    public void Without_a_place_for_the_model_there_is_a_warning()
    {
        Assert.That(Train("--epochs", "1").Error, Is.EqualTo("nativernn: warning: without --out the model is not saved.\n"));
    }

    private static double Real(JsonElement line, string name) => line.GetProperty(name).GetDouble();

    private static string SourceOf(string sample) => sample.Split(" → ")[0];

    private static string Parameters(string line) => line.Split(' ')[^4];

    private CliRun Train(params string[] options)
    {
        var tiny = SmallPairFile.TinyModel.Chunk(2).Where(option => !options.Contains(option[0])).SelectMany(option => option);
        var run = CliRun.Of(["train", "seq2seq", "--data", _pairs, .. tiny, .. options]);
        Assert.That(run.Code, Is.Zero, run.Error);
        return run;
    }

    private byte[] Saved(string name, string seed)
    {
        var path = _folder.File(name);
        Train("--epochs", "2", "--layers", "2", "--dropout", "0.1", "--embed-dropout", "0.1", "--seed", seed, "--out", path);
        return File.ReadAllBytes(path);
    }
}
