using NUnit.Framework;

namespace NativeRnn.Tests.Cli;

public class WeightsCommandTests
{
    private TemporaryFolder _folder = null!;
    private string _text = null!;
    private string _model = null!;
    private string _weights = null!;

    [OneTimeSetUp]
    public void Train()
    {
        _folder = new TemporaryFolder();
        _text = SmallText.In(_folder);
        _model = Trained("model.nrnn", "--cell", "lstm");
        _weights = _folder.File("model.safetensors");
        Saves(_weights, "export", _model, "--out", _weights);
    }

    [OneTimeTearDown]
    public void RemoveFolder() => _folder.Dispose();

    [TestCase("--cell", "lstm")]
    [TestCase("--cell", "gru", "--gru-variant", "reset-after")]
    [TestCase("--cell", "rnn", "--activation", "relu")]
    public void Exported_and_imported_again_a_model_file_has_the_same_bytes(params string[] cell)
    {
        var model = Trained("again.nrnn", cell);
        var (weights, back) = (_folder.File("again"), _folder.File("back.nrnn"));
        Saves(weights, "export", model, "--format", "safetensors", "--out", weights);
        Saves(back, "import", weights, "--out", back);
        var alone = _folder.File("alone.nrnn"); // the model without what its training needs to go on
        using var loaded = LanguageModel.Load(model);
        loaded.Save(alone);
        Assert.That(File.ReadAllBytes(back), Is.EqualTo(File.ReadAllBytes(alone)));
    }

    [TestCase("--data")]
    [TestCase("--vocabulary")]
    [TestCase("--vocabulary", ".json")]
    public void Weights_without_notes_take_their_vocabulary_from_a_text_or_a_list(string option, string ending = "")
    {
        var (plain, back) = (PyTorchsOwn(), _folder.File("back.nrnn"));
        var list = _folder.File("tokens" + ending);
        using var model = LanguageModel.Load(_model);
        File.WriteAllText(list, ending.Length == 0
            ? string.Join('\n', model.Vocabulary.Tokens) + "\n"
            : System.Text.Json.JsonSerializer.Serialize(model.Vocabulary.Tokens));
        Saves(back, "import", plain, option, option == "--data" ? _text : list, "--normalize", "letters", "--cell", "lstm", "--out", back);
        using var loaded = LanguageModel.Load(back);
        Assert.That(loaded.Vocabulary.Tokens, Is.EqualTo(model.Vocabulary.Tokens));
        Assert.That(loaded.Codec.Normalization, Is.EqualTo(Normalization.Letters));
        Assert.That(loaded.Options, Is.EqualTo(model.Options with { Bias = Bias.Pair }));
        Assert.That(Perplexity(back), Is.EqualTo(Perplexity(_model)));
    }

    [Test]
    public void An_ONNX_file_is_chosen_by_its_ending_or_the_option()
    {
        var (named, chosen) = (_folder.File("model.onnx"), _folder.File("graph"));
        Saves(named, "export", _model, "--out", named);
        Saves(chosen, "export", _model, "--format", "onnx", "--out", chosen);
        var file = NativeRnn.Checkpoints.Onnx.ModelProto.Parser.ParseFrom(File.ReadAllBytes(named));
        Assert.That(file.Graph.Node.Select(node => node.OpType), Does.Contain("LSTM"));
        Assert.That(File.ReadAllBytes(chosen), Is.EqualTo(File.ReadAllBytes(named)));
    }

    [Test]
    public void Inspection_tells_a_safetensors_files_tensors_and_metadata()
    {
        var line = CliRun.Of("inspect", _weights, "--json").JsonLines().Single();
        Assert.That(CliRun.Fields(line), Is.EqualTo(new[] { "format", "parameter_count", "tensors", "metadata" }));
        Assert.That(line.GetProperty("format").GetString(), Is.EqualTo("safetensors"));
        var first = line.GetProperty("tensors")[0];
        Assert.That(first.ToString(), Is.EqualTo("""{"name":"rnn.weight_ih_l0","data_type":"F32","shape":[32,14]}"""));
        Assert.That(line.GetProperty("metadata").GetProperty("nativernn.cell").GetString(), Is.EqualTo("Lstm"));
        Assert.That(line.GetProperty("parameter_count").GetInt64(), Is.EqualTo(32 * (14 + 8 + 2) + 14 * 9));
        var plain = CliRun.Of("inspect", PyTorchsOwn()).Output;
        Assert.That(plain, Does.StartWith("format        safetensors, 6 tensors\nparameters    894\n"));
        Assert.That(plain, Does.Contain("\n              linear.weight [14, 8] F32\n"));
    }

    [Test]
    public void What_is_not_known_must_be_said()
    {
        var plain = PyTorchsOwn();
        ExpectFailure(1, "does not say which tokens the model knows", "import", plain, "--out", "x");
        ExpectFailure(1, "holds a model of 14 tokens, but the vocabulary has", "import", plain, "--data", plain + ".txt", "--out", "x");
        ExpectFailure(1, "does not hold the weights of GruResetAfter: its units have 4 gates", "import", plain, "--data", _text, "--cell", "gru", "--out", "x");
        ExpectFailure(1, "holds the weights of Lstm, not those of a vanilla network", "import", _weights, "--cell", "rnn", "--out", "x");
        ExpectFailure(2, "--normalize and --tokens describe a text", "import", plain, "--tokens", "word", "--out", "x");
        ExpectFailure(2, "both give the vocabulary", "import", plain, "--data", _text, "--vocabulary", _text, "--out", "x");
        ExpectFailure(2, "--activation belongs to --cell rnn", "import", plain, "--cell", "lstm", "--activation", "relu", "--out", "x");
        ExpectFailure(1, "' holds no vocabulary: A vocabulary must begin with the token <unk>.", "import", plain, "--vocabulary", _text, "--out", "x");
        ExpectFailure(2, "--out ends neither in .safetensors nor in .onnx", "export", _model, "--out", "model");
        ExpectFailure(2, "--out is the file that is read", "export", _model, "--format", "onnx", "--out", _model);
        ExpectFailure(1, "is truncated or not a safetensors file", "import", _text, "--out", "x");
        Assert.That(File.Exists("x"), Is.False);
    }

    [Test]
    public void A_reset_before_GRU_goes_to_ONNX_only()
    {
        var model = Trained("before.nrnn", "--cell", "gru", "--gru-variant", "reset-before");
        var path = _folder.File("before.onnx");
        Saves(path, "export", model, "--out", path);
        ExpectFailure(
            1, "nativernn: PyTorch's GRU applies the reset gate after", "export", model, "--out", _folder.File("before.safetensors"));
    }

    [Test]
    public void A_translator_goes_out_and_comes_back_with_the_same_bytes()
    {
        var model = Translator("--attention", "general", "--bidirectional", "--cell", "lstm");
        var (weights, back, alone) = (_folder.File("pairs.safetensors"), _folder.File("back.nrnn"), _folder.File("alone.nrnn"));
        Saves(weights, "export", model, "--out", weights);
        Saves(back, "import", weights, "--cell", "lstm", "--out", back);
        using var loaded = Seq2SeqModel.Load(model);
        loaded.Save(alone);
        Assert.That(File.ReadAllBytes(back), Is.EqualTo(File.ReadAllBytes(alone)));
    }

    [TestCase("")]
    [TestCase(".json")]
    public void A_translators_weights_without_notes_take_two_vocabularies(string ending)
    {
        var path = Translator("--attention", "additive", "--cell", "gru", "--gru-variant", "reset-after");
        var (plain, back) = (_folder.File("their-pairs.safetensors"), _folder.File("back.nrnn"));
        using var model = Seq2SeqModel.Load(path);
        SafetensorsWriter.Write(plain, PyTorchTensors.Of(model.Options, model.Parameters), null, null);
        var (source, target) = (List(model.Source, "source" + ending), List(model.Target, "target" + ending));
        Saves(back, "import", plain, "--source-vocab", source, "--target-vocab", target, "--out", back);
        using var loaded = Seq2SeqModel.Load(back);
        Assert.That(loaded.Options, Is.EqualTo(model.Options with { Bias = Bias.Pair }));
        Assert.That(loaded.Source.Normalization, Is.EqualTo(Normalization.Separated));
        Assert.That(loaded.Translate("a b c"), Is.EqualTo(model.Translate("a b c")));
        ExpectFailure(1, "which source tokens the model knows", "import", plain, "--out", "x");
        ExpectFailure(2, "belong together", "import", plain, "--source-vocab", source, "--out", "x");
        ExpectFailure(2, "leave --data and --vocabulary out", "import", plain, "--data", _text, "--out", "x");
        ExpectFailure(2, "leave --source-vocab and --target-vocab out", "import", PyTorchsOwn(), "--source-vocab", source, "--out", "x");
        ExpectFailure(1, "must begin with the token <unk>", "import", plain, "--source-vocab", _text, "--target-vocab", target, "--out", "x");

        string List(TextCodec codec, string name)
        {
            File.WriteAllText(_folder.File(name), ending.Length == 0
                ? string.Join('\n', codec.Vocabulary.Tokens) + "\n"
                : System.Text.Json.JsonSerializer.Serialize(codec.Vocabulary.Tokens));
            return _folder.File(name);
        }
    }

    [TestCase("pairs.onnx")]
    [TestCase("pairs", "--format", "onnx")]
    public void A_translators_graphs_go_to_two_files_that_the_output_names(string name, params string[] format)
    {
        var run = CliRun.Of(["export", Translator(), "--out", _folder.File(name), .. format]);
        var (encoder, decoder) = (_folder.File("pairs.encoder.onnx"), _folder.File("pairs.decoder.onnx"));
        Assert.That((run.Code, run.Error, run.Output), Is.EqualTo((0, "", $"saved {encoder}\nsaved {decoder}\n")));
        foreach (var (file, graph) in new[] { (encoder, "encoder"), (decoder, "decoder") })
        {
            var model = NativeRnn.Checkpoints.Onnx.ModelProto.Parser.ParseFrom(File.ReadAllBytes(file));
            Assert.That(model.Graph.Name, Is.EqualTo(graph));
            File.Delete(file);
        }
        Assert.That(File.Exists(_folder.File(name)), Is.False);
    }

    [Test]
    public void A_translators_reset_before_GRU_goes_to_ONNX_only()
    {
        var model = Translator("--cell", "gru", "--gru-variant", "reset-before");
        ExpectFailure(
            1, "nativernn: PyTorch's GRU applies the reset gate after", "export", model, "--out", _folder.File("before.safetensors"));
        Assert.That(CliRun.Of("export", model, "--out", _folder.File("before.onnx")).Code, Is.Zero);
    }

    // Learns letters to doubled ones, for three steps.
    private string Translator(params string[] options)
    {
        var (pairs, path) = (_folder.File("pairs.tsv"), _folder.File("translator.nrnn"));
        File.WriteAllLines(pairs, Training.SmallPairs.Pairs().Select(pair => $"{pair.Source}\t{pair.Target}"));
        string[] cell = options.Contains("--cell") ? [] : ["--cell", "lstm"];
        Saves(
            path,
            [
                "train", "seq2seq", "--data", pairs, "--hidden", "8", "--embed", "6", "--layers", "2", "--batch", "8",
                "--min-freq", "1", "--threads", "1", "--max-steps", "3", .. cell, .. options, "--out", path,
            ]);
        return path;
    }

    private string Trained(string name, params string[] options)
    {
        var path = _folder.File(name);
        Saves(
            path,
            [
                "train", "lm", "--data", _text, .. SmallText.TinyModel, "--max-steps", "3", "--normalize", "letters",
                .. options, "--out", path,
            ]);
        return path;
    }

    // As PyTorch writes them: without our notes. Beside it, a text of few tokens.
    private string PyTorchsOwn()
    {
        var path = _folder.File("theirs.safetensors");
        using var model = LanguageModel.Load(_model);
        SafetensorsWriter.Write(path, PyTorchTensors.Of(model.Options, model.Parameters), null, null);
        File.WriteAllText(path + ".txt", "abc");
        return path;
    }

    private double Perplexity(string model) =>
        CliRun.Of("evaluate", model, "--data", _text, "--json").JsonLines().Single().GetProperty("perplexity").GetDouble();

    private static void Saves(string path, params string[] command)
    {
        var run = CliRun.Of(command);
        Assert.That((run.Code, run.Error), Is.EqualTo((0, "")));
        Assert.That(run.Output, Does.EndWith($"saved {path}\n"));
    }

    private static void ExpectFailure(int code, string sentence, params string[] command)
    {
        var run = CliRun.Of(command);
        Assert.That(run.Error, Does.StartWith("nativernn: ").And.Contain(sentence));
        Assert.That(run.Error.TrimEnd('\n'), Does.Not.Contain('\n'), "one sentence");
        Assert.That((run.Code, run.Output), Is.EqualTo((code, "")));
    }
}
