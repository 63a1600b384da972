using NativeRnn.Tests.Training;
using NUnit.Framework;

namespace NativeRnn.Tests.Checkpoints;

internal sealed class PyTorchWeightsTests
{
    private static readonly CellKind[] _cells = [CellKind.RnnTanh, CellKind.RnnRelu, CellKind.GruResetAfter, CellKind.Lstm];

    private TemporaryFolder _folder = null!;
    private string _path = null!;

    [SetUp]
    public void MakeFolder()
    {
        _folder = new TemporaryFolder();
        _path = _folder.File("weights.safetensors");
    }

    [TearDown]
    public void RemoveFolder() => _folder.Dispose();

    [Test]
    public void Exported_and_loaded_again_a_model_is_the_same(
        [ValueSource(nameof(_cells))] CellKind cell, [Values] Bias bias, [Values(0, 5)] int embed)
    {
        using var model = SmallModel.Of(cell, bias, embed);
        PyTorchWeights.Export(model, _path);
        using var loaded = PyTorchWeights.Load(_path);
        Assert.That(loaded.Options, Is.EqualTo(model.Options));
        Assert.That(loaded.Vocabulary.Tokens, Is.EqualTo(model.Vocabulary.Tokens));
        Assert.That(loaded.Codec.Normalization, Is.EqualTo(model.Codec.Normalization));
        Assert.That(loaded.Codec.Unit, Is.EqualTo(model.Codec.Unit));
        Assert.That(SmallRun.Parameters(loaded), Is.EqualTo(SmallRun.Parameters(model)));
        PyTorchWeights.Export(loaded, _folder.File("again"));
        Assert.That(File.ReadAllBytes(_folder.File("again")), Is.EqualTo(File.ReadAllBytes(_path)));
        using var other = SmallModel.Of(cell, bias, embed, seed: 9);
        PyTorchWeights.Import(other, _path);
        Assert.That(SmallRun.Parameters(other), Is.EqualTo(SmallRun.Parameters(model)));
    }

    [Test]
    public void Single_biases_go_to_the_input_and_the_candidates_recurrent_one_to_the_third_gate()
    {
        using var model = SmallModel.Of(CellKind.GruResetAfter, Bias.Single, embed: 0, hidden: 2, layers: 1);
        model.Parameters["rnn.bias_l0"].SetValue([1, 2, 3, 4, 5, 6, 7, 8]); // z, r, candidate, its recurrent bias
        PyTorchWeights.Export(model, _path);
        using var file = SafetensorsFile.Open(_path);
        Assert.That(Values(file, "rnn.bias_ih_l0"), Is.EqualTo(new float[] { 3, 4, 1, 2, 5, 6 })); // r, z, n
        Assert.That(Values(file, "rnn.bias_hh_l0"), Is.EqualTo(new float[] { 0, 0, 0, 0, 7, 8 }));
    }

    [Test]
    public void Weights_stand_transposed_in_PyTorchs_order_of_gates()
    {
        using var model = SmallModel.Of(CellKind.GruResetAfter, Bias.None, embed: 0, hidden: 1, layers: 1);
        model.Parameters["rnn.weight_hh_l0"].SetValue([1, 2, 3]); // z, r, candidate
        var input = Enumerable.Range(0, model.Vocabulary.Count).SelectMany(i => new float[] { i, i + 100, i + 200 });
        model.Parameters["rnn.weight_ih_l0"].SetValue([.. input]);
        PyTorchWeights.Export(model, _path);
        using var file = SafetensorsFile.Open(_path);
        Assert.That(file.Names, Is.EqualTo(new[] { "rnn.weight_ih_l0", "rnn.weight_hh_l0", "linear.weight", "linear.bias" }));
        Assert.That(file.Shape("rnn.weight_hh_l0"), Is.EqualTo(new[] { 3L, 1L }));
        Assert.That(Values(file, "rnn.weight_hh_l0"), Is.EqualTo(new float[] { 2, 1, 3 }));
        Assert.That(Values(file, "rnn.weight_ih_l0").Take(3), Is.EqualTo(new float[] { 100, 101, 102 }));
    }

    [Test]
    public void A_projection_stands_transposed_behind_the_biases_and_comes_back([Values] Bias bias, [Values(0, 5)] int embed)
    {
        using var model = SmallModel.Of(Projected(bias, embed));
        PyTorchWeights.Export(model, _path);
        using (var file = SafetensorsFile.Open(_path))
        {
            Assert.That(file.Names.TakeWhile(name => !name.EndsWith("_l1", StringComparison.Ordinal)).Last(), Is.EqualTo("rnn.weight_hr_l0"));
            Assert.That((file.Shape("rnn.weight_hr_l1"), file.Shape("rnn.weight_hh_l1")), Is.EqualTo((new[] { 4L, 6 }, new[] { 24L, 4 })));
            var ours = model.Parameters["rnn.weight_hr_l0"].Value.ToArray(); // [1, H, P]
            Assert.That(Values(file, "rnn.weight_hr_l0").Take(6), Is.EqualTo(Enumerable.Range(0, 6).Select(unit => ours[unit * 4])));
        }
        using var loaded = PyTorchWeights.Load(_path);
        Assert.That((loaded.Options, SmallRun.Parameters(loaded)), Is.EqualTo((model.Options, SmallRun.Parameters(model))));
        using var other = SmallModel.Of(Projected(bias, embed), seed: 9);
        PyTorchWeights.Import(other, _path);
        Assert.That(SmallRun.Parameters(other), Is.EqualTo(SmallRun.Parameters(model)));
        using var plain = SmallModel.Of(CellKind.Lstm, bias, embed);
        ExpectFault(() => PyTorchWeights.Import(plain, _path), "but the model needs");
    }

    [TestCase(new long[] { 6, 6 }, new long[] { 24, 6 }, 6, "narrower")]
    [TestCase(new long[] { 4, 6 }, new long[] { 18, 4 }, 4, "Only an LSTM has a projection")]
    [TestCase(new long[] { 3, 6 }, new long[] { 24, 4 }, 4, "but the model needs")]
    public void A_projection_that_cannot_be_is_refused(long[] projection, long[] recurrent, int outputs, string sentence)
    {
        using var model = SmallModel.Of(Projected(Bias.None, embed: 0) with { Layers = 1 });
        Rewrite(model, tensor => [tensor.Name switch
        {
            "rnn.weight_hr_l0" => Zeros(tensor.Name, projection),
            "rnn.weight_hh_l0" => Zeros(tensor.Name, recurrent),
            "linear.weight" => Zeros(tensor.Name, [model.Vocabulary.Count, outputs]),
            _ => tensor,
        }]);
        ExpectFault(() => PyTorchWeights.Load(_path, model.Codec), sentence);

        static SafetensorsTensor Zeros(string name, long[] shape) => new(name, shape, (_, run) => run.Clear());
    }

    [Test]
    public void Peepholes_and_a_translators_projections_are_refused()
    {
        using var model = SmallModel.Of(Projected(Bias.Pair, embed: 5) with { HasPeepholes = true });
        Assert.That(
            () => PyTorchWeights.Export(model, _path),
            Throws.TypeOf<NotSupportedException>().With.Message.EndsWith("have no peepholes, so that a file under their names cannot hold the model: keep the model file."));
        using var translator = SmallTranslator.Of(SmallPairs.Shape(AttentionKind.None, CellKind.Lstm));
        SafetensorsWriter.Write(
            _path,
            [
                .. PyTorchTensors.Of(translator.Options, translator.Parameters),
                new SafetensorsTensor("decoder.rnn.weight_hr_l0", [2, 3], (_, run) => run.Clear()),
            ],
            null,
            null);
        ExpectFault(() => PyTorchWeights.LoadSeq2Seq(_path), "holds a translator whose layers have projections (weight_hr)");
    }

    [Test]
    public void A_reset_before_GRU_is_refused_and_an_older_file_stays()
    {
        using var model = SmallModel.Of(CellKind.GruResetBefore);
        File.WriteAllText(_path, "old");
        ExpectRefusal(() => PyTorchWeights.Export(model, _path));
        ExpectRefusal(() => PyTorchWeights.Import(model, _path));
        Assert.That(File.ReadAllText(_path), Is.EqualTo("old"));
        using var other = SmallModel.Of(CellKind.GruResetAfter);
        PyTorchWeights.Export(other, _path);
        ExpectRefusal(() => PyTorchWeights.Load(_path, cell: CellKind.GruResetBefore));
    }

    [Test]
    public void PyTorchs_own_biases_are_a_pair_that_single_biases_do_not_take()
    {
        using var pair = SmallModel.Of(CellKind.Lstm, Bias.Pair);
        PyTorchWeights.Export(pair, _path);
        using var single = SmallModel.Of(CellKind.Lstm, Bias.Single);
        ExpectFault(() => PyTorchWeights.Import(single, _path), "the model's bias must be a pair (--bias pair).");
        using var none = SmallModel.Of(CellKind.Lstm, Bias.None);
        ExpectFault(() => PyTorchWeights.Import(none, _path), "the model's bias must be a pair (--bias pair).");
        PyTorchWeights.Export(none, _path);
        ExpectFault(() => PyTorchWeights.Import(pair, _path), "the model's bias must be none (--bias none).");
    }

    [Test]
    public void A_file_of_PyTorchs_needs_the_vocabulary_and_for_a_vanilla_network_the_activation()
    {
        using var model = SmallModel.Of(CellKind.RnnRelu, Bias.Pair);
        WriteWithoutNotes(model);
        ExpectFault(() => PyTorchWeights.Load(_path, model.Codec), "add --activation tanh or relu.");
        ExpectFault(() => PyTorchWeights.Load(_path, cell: CellKind.RnnRelu), "(--data) or a list (--vocabulary).");
        ExpectFault(() => PyTorchWeights.Load(_path, model.Codec, CellKind.Lstm), "does not hold the weights of Lstm: its units have 1 gate.");
        var fewer = new TextCodec(Vocabulary.FromTokens(["<unk>", "a"]), Normalization.None, TokenUnit.Char);
        ExpectFault(
            () => PyTorchWeights.Load(_path, fewer, CellKind.RnnRelu),
            $"holds a model of {model.Vocabulary.Count} tokens, but the vocabulary has 2, <unk> included");
        using var loaded = PyTorchWeights.Load(_path, model.Codec, CellKind.RnnRelu);
        Assert.That(loaded.Options, Is.EqualTo(model.Options));
        Assert.That(SmallRun.Parameters(loaded), Is.EqualTo(SmallRun.Parameters(model)));
    }

    [TestCase("linear.weight", "lacks the tensor \"linear.weight\" of a language model")]
    [TestCase("linear.bias", "lacks the tensor \"linear.bias\" that the model needs.")]
    [TestCase("rnn.weight_hh_l0", "lacks the tensor \"rnn.weight_hh_l0\" of a language model")]
    [TestCase("rnn.weight_ih_l1", "lacks the tensor \"rnn.weight_ih_l1\" that the model needs.")]
    [TestCase("rnn.weight_hh_l1", "holds the tensor \"rnn.weight_ih_l1\", for which the model has no place.")]
    public void A_tensor_that_is_not_there_is_named(string name, string sentence)
    {
        using var model = SmallModel.Of(CellKind.Lstm);
        Rewrite(model, tensor => tensor.Name == name ? [] : [tensor]);
        ExpectFault(() => PyTorchWeights.Load(_path, model.Codec), sentence);
    }

    [TestCase("linear.weight", new long[] { 0, 4 }, "which is no matrix of weights")]
    [TestCase("linear.weight", new long[] { 4 }, "which is no matrix of weights")]
    [TestCase("rnn.weight_hh_l0", new long[] { 5, 3 }, "which \"rnn.weight_hh_l0\" [5, 3] does not fit")]
    [TestCase("rnn.weight_hh_l0", new long[] { 12, 6 }, "holds a cell of 2 gates")]
    [TestCase("rnn.weight_ih_l1", new long[] { 24, 5 }, "with the shape [24, 5], but the model needs [24, 6]")]
    [TestCase("rnn.weight_hh_l0_reverse", new long[] { 24, 6 }, "\"rnn.weight_hh_l0_reverse\", for which the model has no place")]
    public void A_tensor_of_another_shape_is_named(string name, long[] shape, string sentence)
    {
        using var model = SmallModel.Of(CellKind.Lstm, Bias.Pair, hidden: 6);
        var other = new SafetensorsTensor(name, shape, (_, run) => run.Clear());
        Rewrite(model, tensor => tensor.Name == name ? [other]
            : tensor.Name == "linear.bias" && name.EndsWith("reverse", StringComparison.Ordinal) ? [tensor, other]
            : [tensor]);
        ExpectFault(() => PyTorchWeights.Load(_path, model.Codec), sentence);
    }

    [TestCase(ModelNotes.CellKey, "Peephole", "says nativernn.cell = \"Peephole\"")]
    [TestCase(ModelNotes.CellKey, "5", "says nativernn.cell = \"5\"")]
    [TestCase(ModelNotes.CellKey, "GruResetAfter", "does not hold the weights of GruResetAfter")]
    [TestCase(ModelNotes.VocabularyKey, "{", "holds a vocabulary that is none")]
    [TestCase(ModelNotes.VocabularyKey, "[\"<unk>\", 1]", "holds a vocabulary that is none")]
    [TestCase(ModelNotes.VocabularyKey, "[\"<unk>\", null]", "holds a vocabulary that is none")]
    [TestCase(ModelNotes.VocabularyKey, "[\"a\"]", "holds a vocabulary that is none")]
    [TestCase(ModelNotes.VocabularyKey, "[\"<unk>\"]", "but the vocabulary has 1")]
    public void Metadata_that_make_no_sense_are_refused(string key, string value, string sentence)
    {
        using var model = SmallModel.Of(CellKind.Lstm);
        KeyValuePair<string, string>[] notes =
            [.. ModelNotes.Of(model).Write().Select(text => text.Key == key ? new(key, value) : text)];
        SafetensorsWriter.Write(_path, PyTorchTensors.Of(model.Options, model.Parameters), notes, null);
        ExpectFault(() => PyTorchWeights.Load(_path), sentence);
    }

    private static LanguageModelOptions Projected(Bias bias, int embed) =>
        new() { Cell = CellKind.Lstm, Hidden = 6, Layers = 2, Embed = embed, Bias = bias, Projection = 4 };

    private void WriteWithoutNotes(LanguageModel model) => Rewrite(model, tensor => [tensor]);

    private void Rewrite(LanguageModel model, Func<SafetensorsTensor, SafetensorsTensor[]> change) => SafetensorsWriter.Write(
        _path, [.. PyTorchTensors.Of(model.Options, model.Parameters).SelectMany(change)], null, null);

    private static void ExpectRefusal(Action action) => Assert.That(
        action, Throws.TypeOf<NotSupportedException>().With.Message.Contains("PyTorch's GRU applies the reset gate after"));

    private void ExpectFault(Action action, string sentence) => Assert.That(
        action, Throws.TypeOf<CheckpointException>().With.Message.StartsWith(_path).And.Message.Contains(sentence));

    private static float[] Values(SafetensorsFile file, string name)
    {
        var values = new float[file.Shape(name).Aggregate(1L, (count, length) => count * length)];
        file.Read(name, values);
        return values;
    }
}
