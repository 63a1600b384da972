using NativeRnn.Tests.Training;
using NUnit.Framework;

namespace NativeRnn.Tests.Checkpoints;

/// <summary>Translators under PyTorch's names.</summary>
internal sealed class PyTorchTranslatorTests
{
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

    [TestCaseSource(typeof(SmallTranslator), nameof(SmallTranslator.PyTorchShapes))]
    public void Exported_and_loaded_again_a_translator_is_the_same(Seq2SeqOptions options)
    {
        using var model = SmallTranslator.Of(options);
        PyTorchWeights.Export(model, _path);
        using var loaded = PyTorchWeights.LoadSeq2Seq(_path);
        Assert.That(loaded.Options, Is.EqualTo(model.Options));
        foreach (var (back, codec) in new[] { (loaded.Source, model.Source), (loaded.Target, model.Target) })
        {
            Assert.That(back.Vocabulary.Tokens, Is.EqualTo(codec.Vocabulary.Tokens));
            Assert.That((back.Normalization, back.Unit), Is.EqualTo((Normalization.Separated, TokenUnit.Word)));
        }
        Assert.That(Values(loaded), Is.EqualTo(Values(model)));
        PyTorchWeights.Export(loaded, _folder.File("again"));
        Assert.That(File.ReadAllBytes(_folder.File("again")), Is.EqualTo(File.ReadAllBytes(_path)));
        using var other = SmallTranslator.Of(options, seed: 9);
        PyTorchWeights.Import(other, _path);
        Assert.That(Values(other), Is.EqualTo(Values(model)));
    }

    [Test]
    public void Names_and_shapes_are_PyTorchs()
    {
        using var model = SmallTranslator.Of(
            SmallPairs.Shape(AttentionKind.Additive, bothWays: true) with { Layers = 1, Bias = Bias.Pair });
        PyTorchWeights.Export(model, _path);
        var (from, to) = (model.Source.Vocabulary.Count, model.Target.Vocabulary.Count);
        var tensors = SafetensorsInfo.Read(_path).Tensors.Select(tensor => $"{tensor.Name} [{string.Join(", ", tensor.Shape)}]");
        Assert.That(tensors, Is.EqualTo(new[]
        {
            $"encoder.embedding.weight [{from}, 10]",
            "encoder.rnn.weight_ih_l0 [36, 10]", "encoder.rnn.weight_hh_l0 [36, 12]",
            "encoder.rnn.bias_ih_l0 [36]", "encoder.rnn.bias_hh_l0 [36]",
            "encoder.rnn.weight_ih_l0_reverse [36, 10]", "encoder.rnn.weight_hh_l0_reverse [36, 12]",
            "encoder.rnn.bias_ih_l0_reverse [36]", "encoder.rnn.bias_hh_l0_reverse [36]",
            $"decoder.embedding.weight [{to}, 10]",
            "decoder.rnn.weight_ih_l0 [36, 34]", "decoder.rnn.weight_hh_l0 [36, 12]",
            "decoder.rnn.bias_ih_l0 [36]", "decoder.rnn.bias_hh_l0 [36]",
            "decoder.bridge.hidden_l0.weight [12, 24]", "decoder.bridge.hidden_l0.bias [12]",
            "decoder.attention.query.weight [12, 12]", "decoder.attention.key.weight [12, 24]",
            "decoder.attention.scorer.weight [1, 12]",
            $"decoder.linear.weight [{to}, 12]", $"decoder.linear.bias [{to}]",
        }));
        Assert.That(SafetensorsInfo.Read(_path).IsTranslator, Is.True);
    }

    [Test]
    public void Linear_weights_stand_transposed_and_each_direction_has_its_own_gates()
    {
        using var model = SmallTranslator.Of(
            SmallPairs.Shape(AttentionKind.General, bothWays: true) with { Layers = 1, Hidden = 1, Bias = Bias.Single });
        model.Parameters["encoder.rnn.weight_hh_l0"].SetValue([1, 2, 3, 4, 5, 6]); // z, r, candidate of each direction
        model.Parameters["encoder.rnn.bias_l0"].SetValue([1, 2, 3, 4, 5, 6, 7, 8]);
        model.Parameters["decoder.bridge.hidden_l0.weight"].SetValue([1, 2]); // [2·H, H]
        model.Parameters["decoder.attention.query.weight"].SetValue([1, 2]); // [H, M]
        PyTorchWeights.Export(model, _path);
        using var file = SafetensorsFile.Open(_path);
        Assert.That(Values(file, "encoder.rnn.weight_hh_l0"), Is.EqualTo(new float[] { 2, 1, 3 }));
        Assert.That(Values(file, "encoder.rnn.weight_hh_l0_reverse"), Is.EqualTo(new float[] { 5, 4, 6 }));
        Assert.That(Values(file, "encoder.rnn.bias_ih_l0_reverse"), Is.EqualTo(new float[] { 6, 5, 7 }));
        Assert.That(Values(file, "encoder.rnn.bias_hh_l0_reverse"), Is.EqualTo(new float[] { 0, 0, 8 }));
        Assert.That(file.Shape("decoder.bridge.hidden_l0.weight"), Is.EqualTo(new[] { 1L, 2L }));
        Assert.That(file.Shape("decoder.attention.query.weight"), Is.EqualTo(new[] { 2L, 1L }));
    }

    [Test]
    public void A_reset_before_GRU_is_refused_and_an_older_file_stays()
    {
        using var model = SmallTranslator.Of(SmallPairs.Shape(AttentionKind.None, CellKind.GruResetBefore));
        File.WriteAllText(_path, "old");
        ExpectRefusal(() => PyTorchWeights.Export(model, _path));
        ExpectRefusal(() => PyTorchWeights.Import(model, _path));
        Assert.That(File.ReadAllText(_path), Is.EqualTo("old"));
        using var other = SmallTranslator.Of(SmallPairs.Shape(AttentionKind.None));
        PyTorchWeights.Export(other, _path);
        ExpectRefusal(() => PyTorchWeights.LoadSeq2Seq(_path, cell: CellKind.GruResetBefore));
    }

    [Test]
    public void A_tied_output_layer_is_left_out_or_equals_the_target_embedding()
    {
        var tied = SmallPairs.Shape(AttentionKind.Dot) with { Embed = 12, TiesOutput = true };
        using var model = SmallTranslator.Of(tied);
        PyTorchWeights.Export(model, _path);
        Assert.That(SafetensorsInfo.Read(_path).Tensors.Select(tensor => tensor.Name), Has.None.EqualTo("decoder.linear.weight"));
        Rewrite(model, tensor => tensor.Name == "decoder.embedding.weight" ? [tensor, tensor with { Name = "decoder.linear.weight" }] : [tensor]);
        using var again = PyTorchWeights.LoadSeq2Seq(_path, model.Source, model.Target);
        Assert.That(again.Options, Is.EqualTo(tied with { Bias = Bias.Pair }));
        var other = new SafetensorsTensor("decoder.linear.weight", [model.Target.Vocabulary.Count, 12], (first, run) => run.Fill(first));
        Rewrite(model, tensor => tensor.Name == "decoder.embedding.weight" ? [tensor, other] : [tensor]);
        using var untied = PyTorchWeights.LoadSeq2Seq(_path, model.Source, model.Target);
        Assert.That(untied.Options.TiesOutput, Is.False);
        using var pair = SmallTranslator.Of(tied with { Bias = Bias.Pair });
        ExpectFault(() => PyTorchWeights.Import(pair, _path), "the model's output layer must not be tied");
    }

    [Test]
    public void PyTorchs_own_file_needs_the_vocabularies_and_for_a_vanilla_network_the_activation()
    {
        using var model = SmallTranslator.Of(SmallPairs.Shape(AttentionKind.General, CellKind.RnnRelu) with { Bias = Bias.Pair });
        Rewrite(model, tensor => [tensor]);
        ExpectFault(() => PyTorchWeights.LoadSeq2Seq(_path, model.Source, model.Target), "add --activation tanh or relu.");
        ExpectFault(() => PyTorchWeights.LoadSeq2Seq(_path, null, model.Target, CellKind.RnnRelu), "which source tokens the model knows: give a list of them (--source-vocab).");
        ExpectFault(() => PyTorchWeights.LoadSeq2Seq(_path, model.Source, null, CellKind.RnnRelu), "(--target-vocab).");
        var few = Codec("<unk>", "<pad>", "<bos>", "<eos>", "a");
        ExpectFault(() => PyTorchWeights.LoadSeq2Seq(_path, model.Source, few, CellKind.RnnRelu), "but the target vocabulary has 5, <unk> included");
        var unmarked = Codec("<unk>", "a");
        ExpectFault(() => PyTorchWeights.LoadSeq2Seq(_path, unmarked, few, CellKind.RnnRelu), "must begin with <unk>, <pad>, <bos> and <eos>");
        using var loaded = PyTorchWeights.LoadSeq2Seq(_path, model.Source, model.Target, CellKind.RnnRelu);
        Assert.That(loaded.Options, Is.EqualTo(model.Options));
        Assert.That(Values(loaded), Is.EqualTo(Values(model)));
    }

    [TestCase("encoder.rnn.weight_hh_l0", "lacks the tensor \"encoder.rnn.weight_hh_l0\" of a translator")]
    [TestCase("decoder.embedding.weight", "lacks the tensor \"decoder.embedding.weight\" of a translator")]
    [TestCase("decoder.linear.weight", "lacks the tensor \"decoder.linear.weight\" that the model needs.")]
    [TestCase("decoder.rnn.weight_hh_l1", "lacks the tensor \"decoder.rnn.weight_hh_l1\" that the model needs.")]
    [TestCase("encoder.rnn.weight_hh_l1_reverse", "lacks the tensor \"encoder.rnn.weight_hh_l1_reverse\" that the model needs.")]
    [TestCase("decoder.attention.scorer.weight", "lacks the tensor \"decoder.attention.scorer.weight\" that the model needs.")]
    [TestCase("decoder.attention.key.weight", "lacks the tensor \"decoder.attention.key.weight\" that the model needs.")]
    [TestCase("decoder.bridge.cell_l1.bias", "lacks the tensor \"decoder.bridge.cell_l1.bias\" that the model needs.")]
    [TestCase("encoder.rnn.bias_ih_l0", "the model's bias must be")]
    public void A_tensor_that_is_not_there_is_named(string name, string sentence)
    {
        using var model = SmallTranslator.Of(
            SmallPairs.Shape(AttentionKind.Additive, CellKind.Lstm, bothWays: true) with { Bias = Bias.Pair });
        Rewrite(model, tensor => tensor.Name == name ? [] : [tensor]);
        ExpectFault(() => PyTorchWeights.LoadSeq2Seq(_path, model.Source, model.Target), sentence);
    }

    [Test]
    public void Another_models_file_is_refused_by_name()
    {
        using var translator = SmallTranslator.Of(SmallPairs.Shape(AttentionKind.Additive));
        using var writer = SmallModel.Of(CellKind.GruResetAfter);
        PyTorchWeights.Export(writer, _path);
        Assert.That(SafetensorsInfo.Read(_path).IsTranslator, Is.False);
        ExpectFault(() => PyTorchWeights.LoadSeq2Seq(_path), "lacks the tensor \"encoder.rnn.weight_hh_l0\" of a translator");
        ExpectFault(() => PyTorchWeights.Import(translator, _path), "lacks the tensor \"encoder.embedding.weight\" that the model needs.");
        PyTorchWeights.Export(translator, _path);
        ExpectFault(() => PyTorchWeights.Load(_path), "lacks the tensor \"linear.weight\" of a language model");
        using var others = SmallTranslator.Of(SmallPairs.Shape(AttentionKind.Dot));
        ExpectFault(() => PyTorchWeights.Import(others, _path), "decoder.rnn.weight_ih_l0");
    }

    private static TextCodec Codec(params string[] tokens) => new(Vocabulary.FromTokens(tokens), Normalization.Separated, TokenUnit.Word);

    // Without notes, as PyTorch writes them.
    private void Rewrite(Seq2SeqModel model, Func<SafetensorsTensor, SafetensorsTensor[]> change) => SafetensorsWriter.Write(
        _path, [.. PyTorchTensors.Of(model.Options, model.Parameters).SelectMany(change)], null, null);

    private static float[] Values(Seq2SeqModel model) => model.Parameters.Values.ToArray();

    private static float[] Values(SafetensorsFile file, string name)
    {
        var values = new float[file.Shape(name).Aggregate(1L, (count, length) => count * length)];
        file.Read(name, values);
        return values;
    }

    private static void ExpectRefusal(Action action) => Assert.That(
        action, Throws.TypeOf<NotSupportedException>().With.Message.Contains("PyTorch's GRU applies the reset gate after"));

    private void ExpectFault(Action action, string sentence) => Assert.That(
        action, Throws.TypeOf<CheckpointException>().With.Message.Contains(_path).And.Message.Contains(sentence));
}
