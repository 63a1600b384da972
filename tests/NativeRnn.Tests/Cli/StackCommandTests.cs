using System.Text.Json;
using NUnit.Framework;

namespace NativeRnn.Tests.Cli;

/// <summary>The options of stacks of layers, from the command line to the file and back.</summary>
public class StackCommandTests
{
    private static readonly string[] _everything =
    [
        "--dropout", "0.2", "--dropout-kind", "locked", "--input-dropout", "0.1", "--output-dropout", "0.3",
        "--recurrent-dropout", "0.4", "--layer-norm", "--learnt-state",
    ];

    private TemporaryFolder _folder = null!;
    private string _model = null!;

    [SetUp]
    public void MakeFolder()
    {
        _folder = new TemporaryFolder();
        _model = _folder.File("model");
    }

    [TearDown]
    public void RemoveFolder() => _folder.Dispose();

    [Test]
    public void A_language_model_keeps_what_it_was_given()
    {
        Train("lm", [.. _everything, "--hidden", "9,6"]);
        var options = CheckpointInfo.Read(_model).LanguageModel;
        Assert.That(options, Is.EqualTo(new LanguageModelOptions
        {
            Cell = CellKind.Lstm,
            Hidden = 6,
            HiddenSizes = [9, 6],
            Layers = 2,
            Dropout = 0.2f,
            DropoutKind = DropoutKind.Locked,
            InputDropout = 0.1f,
            OutputDropout = 0.3f,
            RecurrentDropout = 0.4f,
            HasLayerNorm = true,
            LearnsState = true,
        }));
        var info = CliRun.Of("inspect", _model, "--json").JsonLines().Single();
        Assert.That(info.GetProperty("hidden_sizes").EnumerateArray().Select(size => size.GetInt32()), Is.EqualTo(new[] { 9, 6 }));
        Assert.That(Strings(info, "dropout_kind"), Is.EqualTo("locked"));
        Assert.That(
            (info.GetProperty("layer_norm").GetBoolean(), info.GetProperty("residual").GetBoolean(), info.GetProperty("learnt_state").GetBoolean()),
            Is.EqualTo((true, false, true)));
        var lines = CliRun.Of("inspect", _model).Output;
        Assert.That(lines, Does.Contain("LSTM, 2 layers of 9, 6, one-hot input"));
        Assert.That(lines, Does.Contain("0.2, of inputs 0.1, of outputs 0.3, of recurrent weights 0.4; locked for a sequence\n"));
        Assert.That(lines, Does.Match("layers +normalised, initial states learnt\n"));
    }

    [Test]
    public void An_LSTM_keeps_its_peepholes_and_projection()
    {
        string[] parts = ["--hidden", "9,7", "--projection", "5", "--peephole", "--residual"];
        Train("lm", [.. parts, "--max-steps", "10"]);
        Assert.That(CheckpointInfo.Read(_model).LanguageModel, Is.EqualTo(new LanguageModelOptions
        {
            Cell = CellKind.Lstm,
            Hidden = 7,
            HiddenSizes = [9, 7],
            Layers = 2,
            Projection = 5,
            HasPeepholes = true,
            IsResidual = true,
        }));
        var info = CliRun.Of("inspect", _model, "--json").JsonLines().Single();
        Assert.That((info.GetProperty("projection").GetInt32(), info.GetProperty("peephole").GetBoolean()), Is.EqualTo((5, true)));
        var lines = CliRun.Of("inspect", _model).Output;
        Assert.That(lines, Does.Contain("LSTM, 2 layers of 9, 7 projected to 5, one-hot input"));
        Assert.That(lines, Does.Match("layers +residual, peepholes\n").And.Match("rnn.weight_hr_l0 \\[1, 9, 5\\]\n"));
        var again = Resume(parts);
        Assert.That((again.Code, again.Error), Is.EqualTo((0, "")));
        Assert.That(Resume(["--projection", "4"]).Error, Does.Contain("leave --projection out"));
        Assert.That(CliRun.Of("generate", _model, "--prompt", "the", "--length", "5", "--seed", "1").Code, Is.Zero);
    }

    [TestCase("--projection belongs to --cell lstm", "--cell", "rnn", "--projection", "4")]
    [TestCase("--peephole belongs to --cell lstm", "--cell", "rnn", "--peephole")]
    [TestCase("fewer features than --hidden 9,6, not 6", "--hidden", "9,6", "--projection", "6")]
    [TestCase("--projection must be a whole number, at least 0", "--projection", "-1")]
    [TestCase("--projection computes in float32 alone", "--projection", "4", "--precision", "bf16")]
    public void Parts_that_cannot_be_are_refused(string sentence, params string[] options)
    {
        var run = CliRun.Of(["train", "lm", "--data", SmallText.In(_folder), "--out", _model, .. options]);
        Assert.That((run.Code, File.Exists(_model)), Is.EqualTo((2, false)));
        Assert.That(run.Error, Does.Contain(sentence));
    }

    [Test]
    public void Layers_of_one_size_are_the_plain_stack_however_they_are_given()
    {
        Train("lm", ["--hidden", "7,7"]);
        var info = CheckpointInfo.Read(_model);
        Assert.That(info.LanguageModel, Is.EqualTo(new LanguageModelOptions { Cell = CellKind.Lstm, Hidden = 7, Layers = 2 }));
        Assert.That(info.FormatVersion, Is.EqualTo(1), "earlier versions read it");
    }

    [Test]
    public void A_translator_keeps_what_it_was_given()
    {
        Train("seq2seq",
        [
            "--layers", "2", "--bidirectional", "--merge", "sum", "--residual", "--layer-norm", "--dropout", "0.2",
            "--dropout-kind", "locked", "--recurrent-dropout", "0.4", "--attention", "dot", "--peephole",
        ]);
        var options = CheckpointInfo.Read(_model).Seq2Seq!;
        Assert.That((options.Merge, options.IsResidual, options.HasLayerNorm), Is.EqualTo((BidirectionalMerge.Sum, true, true)));
        Assert.That(options.HasPeepholes);
        Assert.That((options.DropoutKind, options.RecurrentDropout), Is.EqualTo((DropoutKind.Locked, 0.4f)));
        Assert.That(Strings(CliRun.Of("inspect", _model, "--json").JsonLines().Single(), "merge"), Is.EqualTo("sum"));
        Assert.That(CliRun.Of("inspect", _model).Output, Does.Contain("source read both ways and summed"));
    }

    [Test]
    public void A_resumed_run_takes_them_from_the_file_and_names_others()
    {
        string[] run = [.. _everything, "--hidden", "9,6"];
        Train("lm", [.. run, "--max-steps", "10"]);
        var again = Resume(run);
        Assert.That((again.Code, again.Error), Is.EqualTo((0, "")));
        var other = Resume(["--hidden", "9,7", "--recurrent-dropout", "0.1", "--dropout-kind", "element", "--residual"]);
        Assert.That(other.Code, Is.EqualTo(2));
        Assert.That(other.Error, Does.Contain("leave --hidden, --residual, --dropout-kind and --recurrent-dropout out"));
    }

    [TestCase("lm", "--dropout, --input-dropout and --output-dropout")]
    [TestCase("seq2seq", "--dropout and --embed-dropout")]
    public void Locked_masks_without_dropout_are_warned_of(string kind, string others) => Assert.That(
        Train(kind, ["--dropout-kind", "locked"]).Error,
        Is.EqualTo($"nativernn: warning: --dropout-kind only says how: {others} say how much.\n"));

    [TestCase("model.safetensors", "PyTorch's recurrent modules have no layers that differ in size", "--hidden", "9,6")]
    [TestCase("model.safetensors", "no residual connections", "--residual", "--layers", "2")]
    [TestCase("model.safetensors", "no normalisation between layers", "--layer-norm")]
    [TestCase("model.safetensors", "no learnt initial states", "--learnt-state")]
    [TestCase("model.safetensors", "no peepholes", "--peephole")]
    [TestCase("model.onnx", "learnt ones would be lost", "--learnt-state")]
    [TestCase("model.onnx", "ONNX's LSTM has no projection", "--projection", "4")]
    public void What_a_format_cannot_hold_is_refused(string file, string reason, params string[] options)
    {
        Train("lm", options);
        var path = _folder.File(file);
        var run = CliRun.Of("export", _model, "--out", path);
        Assert.That((run.Code, File.Exists(path)), Is.EqualTo((1, false)));
        Assert.That(run.Error, Does.Contain(reason));
    }

    private static string? Strings(JsonElement json, string name) => json.GetProperty(name).GetString();

    private CliRun Resume(string[] options) =>
        CliRun.Of(["train", "lm", "--data", SmallText.In(_folder), "--resume", _model, "--max-steps", "12", .. options]);

    private CliRun Train(string kind, string[] options)
    {
        var (data, tiny) = kind == "lm"
            ? (SmallText.In(_folder), SmallText.TinyModel)
            : (SmallPairFile.In(_folder), SmallPairFile.TinyModel);
        var own = Enumerable.Range(0, tiny.Length / 2).Where(i => !options.Contains(tiny[2 * i])).SelectMany(i => tiny[(2 * i)..(2 * i + 2)]);
        var run = CliRun.Of(["train", kind, "--data", data, .. own, "--epochs", "1", "--out", _model, .. options]);
        Assert.That(run.Code, Is.Zero, run.Error);
        return run;
    }
}
