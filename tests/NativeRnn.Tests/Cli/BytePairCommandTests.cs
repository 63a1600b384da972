using System.Text.Json;
using NUnit.Framework;

namespace NativeRnn.Tests.Cli;

/// <summary>Models whose tokens are byte pairs, through every command.</summary>
public class BytePairCommandTests
{
    private static readonly string[] _languageModel =
    [
        "--tokens", "bpe", "--merges", "15", "--hidden", "32", "--embed", "8", "--batch", "4", "--steps", "10", "--optimizer", "adam",
        "--lr", "0.02", "--threads", "1",
    ];

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

    [TestCase("gpt2")]
    [TestCase("sentencepiece")]
    public void A_language_model_is_trained_inspected_measured_and_goes_on_with_its_text(string spaces)
    {
        var model = Train("model.nrnn", _text, "--bpe-spaces", spaces, "--epochs", "40");
        var info = CliRun.Of("inspect", model, "--json").JsonLines().Single();
        Assert.That(info.GetProperty("tokens").GetString(), Is.EqualTo("bpe"));
        Assert.That(info.GetProperty("merges").GetInt32(), Is.EqualTo(15));
        Assert.That(info.GetProperty("bpe_spaces").GetString(), Is.EqualTo(spaces));
        Assert.That(info.GetProperty("vocabulary_size").GetInt32(), Is.EqualTo(1 + 256 + 15));
        Assert.That(CliRun.Of("inspect", model).Output, Does.Contain("bpe tokens").And.Contains("byte pairs    15 merges, spaces as in "));
        var generated = CliRun.Of("generate", model, "--prompt", "The cat sat on the", "--greedy", "--length", "10");
        Assert.That(generated.Error, Is.Empty, "nothing is unknown");
        Assert.That(generated.Output, Does.StartWith("The cat sat on the mat; the dog saw"));
        var measured = Evaluate(model);
        var first = spaces == "gpt2" ? "The" : ""; // the space before the line is a token of its own
        var bytes = File.ReadAllText(_text).Length - first.Length;
        Assert.That(
            Real(measured, "bits_per_byte"),
            Is.EqualTo(Real(measured, "loss") * Real(measured, "tokens") / Math.Log(2) / bytes).Within(1e-9).Percent);
        Assert.That(Real(measured, "perplexity"), Is.LessThan(2));
        Assert.That(Real(measured, "tokens"), Is.LessThan(bytes / 2));
    }

    [Test]
    public void Models_of_characters_words_and_byte_pairs_are_compared_by_bits()
    {
        // One that knows nothing: each token costs ln V, so that the bits differ as tokens · ln V does.
        foreach (var unit in new[] { "char", "word", "bpe" })
        {
            var model = _folder.File(unit);
            var run = CliRun.Of(
                "train", "lm", "--data", _text, "--tokens", unit, "--hidden", "4", "--batch", "2", "--steps", "5", "--max-steps", "1", "--lr",
                "1e-9", "--out", model);
            Assert.That(run.Code, Is.Zero, run.Error);
            var measured = Evaluate(model);
            var bits = Real(measured, "tokens") * Real(measured, "loss") / Math.Log(2);
            Assert.That(bits / Real(measured, "bits_per_byte"), Is.EqualTo(File.ReadAllText(_text).Length).Within(1).Percent);
        }
    }

    [Test]
    public void Exported_and_imported_again_a_model_file_has_the_same_bytes()
    {
        var (model, weights, back, alone) = (Train("m", _text, "--epochs", "1"), _folder.File("w.safetensors"), _folder.File("b"), _folder.File("a"));
        Done("export", model, "--out", weights);
        Done("export", model, "--out", _folder.File("w.onnx"));
        Done("import", weights, "--out", back);
        using var loaded = LanguageModel.Load(model);
        loaded.Save(alone);
        Assert.That(File.ReadAllBytes(back), Is.EqualTo(File.ReadAllBytes(alone)));
    }

    [Test]
    public void Weights_without_notes_learn_their_merges_of_the_text_again()
    {
        var (model, plain, back) = (Train("m", _text, "--epochs", "1", "--cell", "lstm"), _folder.File("w.safetensors"), _folder.File("b"));
        using var loaded = LanguageModel.Load(model);
        SafetensorsWriter.Write(plain, PyTorchTensors.Of(loaded.Options, loaded.Parameters), null, null);
        Done("import", plain, "--data", _text, "--tokens", "bpe", "--merges", "15", "--out", back);
        Assert.That(Real(Evaluate(back), "loss"), Is.EqualTo(Real(Evaluate(model), "loss")).Within(1e-6));
        var refused = CliRun.Of("import", plain, "--vocabulary", _text, "--tokens", "bpe", "--out", back);
        Assert.That((refused.Code, refused.Error), Is.EqualTo(
            (2, "nativernn: --tokens bpe needs the text that the merges are learnt of: give --data; what 'export' wrote holds its merges.\n")));
    }

    [Test]
    public void A_resumed_run_ends_with_the_bytes_of_one_that_never_stopped()
    {
        var (whole, run) = (Train("whole", _text, "--max-steps", "30"), Train("run", _text, "--max-steps", "11"));
        Done(["train", "lm", "--data", _text, .. _languageModel, "--resume", run, "--max-steps", "30"]);
        Assert.That(File.ReadAllBytes(run), Is.EqualTo(File.ReadAllBytes(whole)));
        var other = CliRun.Of("train", "lm", "--data", _text, "--resume", run, "--bpe-spaces", "sentencepiece");
        Assert.That((other.Code, other.Error), Is.EqualTo(
            (2, $"nativernn: --resume {run} goes on with that file's run: leave --bpe-spaces out, or begin a new run without --resume.\n")));
    }

    [TestCase("gpt2", false)]
    [TestCase("sentencepiece", false)]
    [TestCase("gpt2", true)]
    public void A_translator_is_trained_translates_and_comes_back(string spaces, bool isJoint)
    {
        var (pairs, model) = (SmallPairFile.In(_folder), _folder.File("translator"));
        string[] joint = isJoint ? ["--bpe-joint"] : [];
        Done(
        [
            "train", "seq2seq", "--data", pairs, "--tokens", "bpe", "--merges", "20", "--bpe-spaces", spaces, .. joint, "--steps", "30",
            "--hidden", "24", "--embed", "16", "--layers", "1", "--attention", "general", "--batch", "6", "--epochs", "150", "--lr", "0.01",
            "--threads", "1", "--out", model,
        ]);
        var info = CliRun.Of("inspect", model, "--json").JsonLines().Single();
        Assert.That(
            (info.GetProperty("merges").GetInt32(), info.GetProperty("target_merges").GetInt32(), info.GetProperty("bpe_joint").GetBoolean()),
            Is.EqualTo((20, 20, isJoint)));
        var translated = CliRun.OfInput("The big cat likes the dog.\n\nüber\n", "translate", model);
        Assert.That((translated.Code, translated.Error), Is.EqualTo((0, "")), "letters never seen are no unknown tokens");
        Assert.That(translated.Lines()[0], Does.Match("^le grand ch[a-z ]+\\.$"));
        Assert.That(translated.Lines()[1], Is.Empty);
        Assert.That(Real(CliRun.Of("evaluate", model, "--data", pairs, "--json").JsonLines().Single(), "bleu"), Is.GreaterThan(50), "by heart it would be 100");
        var (weights, back, alone) = (_folder.File("w.safetensors"), _folder.File("b"), _folder.File("a"));
        Done("export", model, "--out", weights);
        Done("import", weights, "--out", back);
        using var loaded = Seq2SeqModel.Load(model);
        loaded.Save(alone);
        Assert.That(File.ReadAllBytes(back), Is.EqualTo(File.ReadAllBytes(alone)));
    }

    private static double Real(JsonElement line, string name) => line.GetProperty(name).GetDouble();

    private static void Done(params string[] args)
    {
        var run = CliRun.Of(args);
        Assert.That(run.Code, Is.Zero, run.Error);
    }

    private JsonElement Evaluate(string model) => CliRun.Of("evaluate", model, "--data", _text, "--json").JsonLines().Single();

    private string Train(string name, string text, params string[] options)
    {
        var model = _folder.File(name);
        Done(["train", "lm", "--data", text, .. _languageModel, .. options, "--out", model]);
        return model;
    }
}
