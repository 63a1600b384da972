using NativeRnn.Checkpoints.Onnx;
using NUnit.Framework;

namespace NativeRnn.Tests.Checkpoints.Onnx;

internal sealed class OnnxModelTests
{
    private const int Steps = 5;
    private const int Batch = 3;
    private const double Tolerance = 1e-5; // float32 with vector approximations against double, logits of size 1

    [Test]
    public void An_exported_file_computes_what_the_model_computes(
        [Values] CellKind cell, [Values] Bias bias, [Values(0, 5)] int embed)
    {
        using var folder = new TemporaryFolder();
        using var model = SmallModel.Of(cell, bias, embed);
        OnnxModel.Export(model, folder.File("model.onnx"));
        var file = ModelProto.Parser.ParseFrom(File.ReadAllBytes(folder.File("model.onnx")));
        var ids = Ids(model);
        var inputs = InitialInputs(model, ids, Steps);
        var first = OnnxEvaluator.Run(file.Graph, inputs);
        using var tape = new Tape(model.Engine, isTraining: false);
        using var state = model.CreateState(Batch);
        ExpectEqual(first["logits"], model.Forward(tape, ids, Steps, Batch, state).Value);
        state.Advance();
        var second = OnnxEvaluator.Run(file.Graph, Following(inputs, first));
        ExpectEqual(second["logits"], model.Forward(tape, ids, Steps, Batch, state).Value);
    }

    [Test]
    public void Sizes_residual_connections_and_normalisation_are_in_the_graph([Values] bool isResidual, [Values] bool hasNorm)
    {
        using var model = new LanguageModel(
            new LanguageModelOptions
            {
                Cell = CellKind.Lstm,
                Hidden = 6,
                Layers = 2,
                HiddenSizes = isResidual ? default : [7, 4],
                IsResidual = isResidual,
                HasLayerNorm = hasNorm,
            },
            SmallModel.Of(CellKind.Lstm).Codec,
            new RandomSource(4),
            Initializer.PyTorchUniform);
        var ids = Ids(model);
        var inputs = InitialInputs(model, ids, Steps);
        for (var l = 0; l < 2 && !isResidual; l++)
        {
            inputs[$"state_h_l{l}"] = inputs[$"state_c_l{l}"] = OnnxTensor.Zeros(1, Batch, model.Options.HiddenSizes[l]);
        }
        var results = OnnxEvaluator.Run(OnnxModel.Create(model).Graph, inputs);
        using var tape = new Tape(model.Engine, isTraining: false);
        using var state = model.CreateState(Batch);
        ExpectEqual(results["logits"], model.Forward(tape, ids, Steps, Batch, state).Value);
    }

    [Test]
    public void Peepholes_stand_in_the_operators_order()
    {
        using var model = SmallModel.Of(new LanguageModelOptions { Cell = CellKind.Lstm, Hidden = 6, Layers = 2, HasPeepholes = true });
        var ids = Ids(model);
        var results = OnnxEvaluator.Run(OnnxModel.Create(model).Graph, InitialInputs(model, ids, Steps));
        using var tape = new Tape(model.Engine, isTraining: false);
        using var state = model.CreateState(Batch);
        ExpectEqual(results["logits"], model.Forward(tape, ids, Steps, Batch, state).Value);
    }

    [TestCase(false, "export to safetensors.")]
    [TestCase(true, "keep the model file.")]
    public void A_projection_is_refused(bool hasPeepholes, string instead)
    {
        using var model = SmallModel.Of(
            new LanguageModelOptions { Cell = CellKind.Lstm, Hidden = 6, Projection = 4, HasPeepholes = hasPeepholes });
        Assert.That(
            () => OnnxModel.Export(model, "never-written.onnx"),
            Throws.TypeOf<NotSupportedException>().With.Message.StartsWith("ONNX's LSTM has no projection").And.Message.EndsWith(instead));
    }

    [Test]
    public void Learnt_initial_states_are_refused()
    {
        using var model = new LanguageModel(
            new LanguageModelOptions { Cell = CellKind.Lstm, Hidden = 6, LearnsState = true }, SmallModel.Of(CellKind.Lstm).Codec);
        Assert.That(
            () => OnnxModel.Export(model, "never-written.onnx"),
            Throws.TypeOf<NotSupportedException>().With.Message.Contains("initial states"));
    }

    [TestCaseSource(nameof(Cells))]
    public void Rows_end_at_their_own_lengths(CellKind cell)
    {
        using var model = SmallModel.Of(cell);
        var ids = Ids(model);
        var graph = OnnxModel.Create(model).Graph;
        var inputs = InitialInputs(model, ids, Steps);
        inputs["sequence_lens"] = new OnnxTensor([Batch], [Steps, 2, 3]);
        var padded = OnnxEvaluator.Run(graph, inputs);
        var cut = OnnxEvaluator.Run(graph, InitialInputs(model, ids[..(2 * Batch)], 2));
        var classes = model.Vocabulary.Count;
        Assert.That(
            padded["logits"].Values[(3 * Batch + 1) * classes], Is.EqualTo(model.Parameters["linear.bias"].Value.ToArray()[0]));
        Assert.That(Row(padded["next_h_l1"], 1), Is.EqualTo(Row(cut["next_h_l1"], 1)));
        Assert.That(Row(padded["next_h_l1"], 0), Is.Not.EqualTo(Row(cut["next_h_l1"], 0)));
    }

    [Test]
    public void A_file_says_what_it_takes_and_gives()
    {
        using var model = SmallModel.Of(CellKind.Lstm);
        var file = OnnxModel.Create(model);
        Assert.That((file.IrVersion, file.OpsetImport.Single().Version, file.OpsetImport.Single().Domain), Is.EqualTo((8, 17, "")));
        Assert.That((file.ProducerName, file.ProducerVersion), Is.EqualTo(("NativeRnn", "0.1.0")));
        var classes = model.Vocabulary.Count;
        Assert.That(file.Graph.Input.Select(Describe), Is.EqualTo(new[]
        {
            "ids Int64 T N", "sequence_lens Int32 N", "state_h_l0 Float 1 N 6", "state_c_l0 Float 1 N 6",
            "state_h_l1 Float 1 N 6", "state_c_l1 Float 1 N 6",
        }));
        Assert.That(file.Graph.Output.Select(Describe), Is.EqualTo(new[]
        {
            $"logits Float T N {classes}", "next_h_l0 Float 1 N 6", "next_c_l0 Float 1 N 6",
            "next_h_l1 Float 1 N 6", "next_c_l1 Float 1 N 6",
        }));
        KeyValuePair<string, string>[] metadata = [.. file.MetadataProps.Select(text => new KeyValuePair<string, string>(text.Key, text.Value))];
        var notes = ModelNotes.Read(metadata, "test.onnx");
        Assert.That((notes.Cell, notes.Bias), Is.EqualTo(((CellKind?)CellKind.Lstm, (Bias?)Bias.Single)));
        Assert.That(notes.Codec!.Vocabulary.Tokens, Is.EqualTo(model.Vocabulary.Tokens));
    }

    [TestCase(CellKind.GruResetBefore, 0)]
    [TestCase(CellKind.GruResetAfter, 1)]
    public void The_GRUs_variant_is_said_even_where_it_is_the_default(CellKind cell, long expected)
    {
        using var model = SmallModel.Of(cell);
        var node = OnnxModel.Create(model).Graph.Node.First(node => node.OpType == "GRU");
        var variant = node.Attribute.Find("linear_before_reset")!;
        Assert.That((variant.HasI, variant.I), Is.EqualTo((true, expected)));
    }

    [Test]
    public void Equal_models_give_equal_bytes_and_a_missing_folder_is_named()
    {
        using var folder = new TemporaryFolder();
        using var model = SmallModel.Of(CellKind.GruResetBefore);
        OnnxModel.Export(model, folder.File("a.onnx"));
        using var same = SmallModel.Of(CellKind.GruResetBefore);
        OnnxModel.Export(same, folder.File("b.onnx"));
        Assert.That(File.ReadAllBytes(folder.File("b.onnx")), Is.EqualTo(File.ReadAllBytes(folder.File("a.onnx"))));
        Assert.That(
            () => OnnxModel.Export(model, folder.File("no/c.onnx")),
            Throws.TypeOf<DirectoryNotFoundException>().With.Message.Contains("create it or choose another --out."));
    }

    private static CellKind[] Cells => Enum.GetValues<CellKind>();

    private static int[] Ids(LanguageModel model) =>
        [.. Enumerable.Range(0, Steps * Batch).Select(i => i * 7 % model.Vocabulary.Count)];

    private static Dictionary<string, OnnxTensor> InitialInputs(LanguageModel model, int[] ids, int steps)
    {
        var inputs = new Dictionary<string, OnnxTensor>
        {
            ["ids"] = new([steps, Batch], [.. ids.Select(id => (double)id)]),
            ["sequence_lens"] = new([Batch], [.. Enumerable.Repeat((double)steps, Batch)]),
        };
        for (var l = 0; l < model.Options.Layers; l++)
        {
            inputs[$"state_h_l{l}"] = OnnxTensor.Zeros(1, Batch, model.Options.Hidden);
            inputs[$"state_c_l{l}"] = OnnxTensor.Zeros(1, Batch, model.Options.Hidden);
        }
        return inputs;
    }

    private static Dictionary<string, OnnxTensor> Following(
        Dictionary<string, OnnxTensor> inputs, Dictionary<string, OnnxTensor> outputs) => inputs.ToDictionary(
            input => input.Key,
            input => outputs.GetValueOrDefault(input.Key.Replace("state_", "next_", StringComparison.Ordinal), input.Value));

    private static double[] Row(OnnxTensor state, int row) => state.Values[(row * state.Shape[2])..((row + 1) * state.Shape[2])];

    private static void ExpectEqual(OnnxTensor actual, Tensor expected)
    {
        Assert.That(actual.Shape, Is.EqualTo(new[] { Steps, Batch, expected.Shape.Last }));
        Assert.That(actual.Values, Is.EqualTo(expected.ToArray().Select(value => (double)value)).Within(Tolerance));
    }

    private static string Describe(ValueInfoProto value)
    {
        var type = value.Type.TensorType;
        var lengths = type.Shape.Dim.Select(length => length.DimParam.Length > 0 ? length.DimParam : $"{length.DimValue}");
        return $"{value.Name} {type.ElemType} {string.Join(' ', lengths)}";
    }
}
