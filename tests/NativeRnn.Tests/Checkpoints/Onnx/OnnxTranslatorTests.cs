using NativeRnn.Checkpoints.Onnx;
using NativeRnn.Tests.Training;
using NUnit.Framework;

namespace NativeRnn.Tests.Checkpoints.Onnx;

/// <summary>A translator's two graphs against the model, sources of different lengths in one batch.</summary>
internal sealed class OnnxTranslatorTests
{
    private const double Tolerance = 1e-5; // float32 with vector approximations against double, logits of size 1

    [TestCaseSource(typeof(SmallTranslator), nameof(SmallTranslator.Shapes))]
    public void Exported_files_compute_what_the_model_computes(Seq2SeqOptions options)
    {
        using var folder = new TemporaryFolder();
        using var model = SmallTranslator.Of(options);
        OnnxModel.Export(model, folder.File("encoder.onnx"), folder.File("decoder.onnx"));
        var run = TranslatorSteps.Of(model);
        var known = OnnxEvaluator.Run(Graph(folder.File("encoder.onnx")), new Dictionary<string, OnnxTensor>
        {
            ["ids"] = Tensor(run.Sources, [run.SourceSteps, run.Batch]),
            ["lengths"] = Tensor(run.Lengths, [run.Batch]),
        });
        known["lengths"] = Tensor(run.Lengths, [run.Batch]);
        var decoder = Graph(folder.File("decoder.onnx"));
        for (var t = 0; t < run.Steps; t++)
        {
            known["ids"] = Tensor(run.Targets[(t * run.Batch)..((t + 1) * run.Batch)], [1, run.Batch]);
            var results = OnnxEvaluator.Run(decoder, known);
            Assert.That(results["logits"].Shape, Is.EqualTo(new[] { 1, run.Batch, model.Target.Vocabulary.Count }));
            Assert.That(results["logits"].Values, Is.EqualTo(run.Logits[t].Select(value => (double)value)).Within(Tolerance), $"step {t}");
            Assert.That(
                results.GetValueOrDefault("attention")?.Values ?? [],
                Is.EqualTo(run.Attention[t].Select(value => (double)value)).Within(Tolerance),
                $"step {t}");
            Advance(known, results);
        }
    }

    [Test]
    public void A_source_of_no_tokens_gives_no_attention_and_no_context()
    {
        using var model = SmallTranslator.Of(SmallPairs.Shape(AttentionKind.General));
        var run = TranslatorSteps.Of(model);
        run.Lengths[1] = 0;
        var encoded = OnnxEvaluator.Run(OnnxModel.CreateEncoder(model).Graph, new Dictionary<string, OnnxTensor>
        {
            ["ids"] = Tensor(run.Sources, [run.SourceSteps, run.Batch]),
            ["lengths"] = Tensor(run.Lengths, [run.Batch]),
        });
        encoded["lengths"] = Tensor(run.Lengths, [run.Batch]);
        encoded["ids"] = Tensor(run.Targets[..run.Batch], [1, run.Batch]);
        var results = OnnxEvaluator.Run(OnnxModel.CreateDecoder(model).Graph, encoded);
        var rows = results["attention"].Values.Chunk(run.SourceSteps).ToArray();
        Assert.That(rows[1], Is.All.Zero);
        Assert.That(rows[0].Sum(), Is.EqualTo(1).Within(Tolerance));
        Assert.That(results["logits"].Values, Is.All.Not.NaN);
    }

    [Test]
    public void The_files_say_what_they_take_and_give()
    {
        using var model = SmallTranslator.Of(SmallPairs.Shape(AttentionKind.Additive, CellKind.Lstm, bothWays: true));
        var (encoder, decoder) = (OnnxModel.CreateEncoder(model), OnnxModel.CreateDecoder(model));
        var classes = model.Target.Vocabulary.Count;
        string[] states = ["h_l0", "c_l0", "h_l1", "c_l1"];
        string[] begin = [.. states.Select(state => $"state_{state} Float 1 N 12")];
        Assert.That(Describe(encoder.Graph.Input), Is.EqualTo(new[] { "ids Int64 T N", "lengths Int32 N" }));
        Assert.That(Describe(encoder.Graph.Output), Is.EqualTo(begin.Concat(["memory Float T N 24", "keys Float T N 12"])));
        Assert.That(Describe(decoder.Graph.Input), Is.EqualTo(new[] { "ids Int64 1 N" }
            .Concat(begin).Concat(["memory Float T N 24", "keys Float T N 12", "lengths Int32 N"])));
        Assert.That(Describe(decoder.Graph.Output), Is.EqualTo(new[] { $"logits Float 1 N {classes}" }
            .Concat(states.Select(state => $"next_{state} Float 1 N 12")).Append("attention Float N T")));
        KeyValuePair<string, string>[] metadata = [.. decoder.MetadataProps.Select(text => new KeyValuePair<string, string>(text.Key, text.Value))];
        var notes = ModelNotes.Read(metadata, "test.onnx");
        Assert.That((notes.Cell, notes.Bias), Is.EqualTo(((CellKind?)CellKind.Lstm, (Bias?)Bias.Single)));
        Assert.That(notes.Codec!.Vocabulary.Tokens, Is.EqualTo(model.Source.Vocabulary.Tokens));
        Assert.That(notes.Target!.Vocabulary.Tokens, Is.EqualTo(model.Target.Vocabulary.Tokens));
        Assert.That(encoder.MetadataProps, Is.EqualTo(decoder.MetadataProps));
    }

    [TestCase(AttentionKind.None, "context Float N 12", "state_h_l0 Float 1 N 12", "state_h_l1 Float 1 N 12", "memory Float T N 12")]
    [TestCase(AttentionKind.Dot, "state_h_l0 Float 1 N 12", "state_h_l1 Float 1 N 12", "memory Float T N 12")]
    public void An_encoder_gives_what_its_decoder_reads(AttentionKind attention, params string[] expected)
    {
        using var model = SmallTranslator.Of(SmallPairs.Shape(attention));
        Assert.That(Describe(OnnxModel.CreateEncoder(model).Graph.Output), Is.EquivalentTo(expected));
        string[] read = [.. expected.Where(value => attention != AttentionKind.None || !value.StartsWith("memory", StringComparison.Ordinal))];
        string[] further = attention == AttentionKind.None ? ["ids Int64 1 N"] : ["ids Int64 1 N", "lengths Int32 N"];
        Assert.That(Describe(OnnxModel.CreateDecoder(model).Graph.Input), Is.EquivalentTo(read.Concat(further)));
    }

    private static void Advance(Dictionary<string, OnnxTensor> known, Dictionary<string, OnnxTensor> results)
    {
        foreach (var (name, state) in results.Where(result => result.Key.StartsWith("next_", StringComparison.Ordinal)))
        {
            known[name.Replace("next_", "state_", StringComparison.Ordinal)] = state;
        }
    }

    private static GraphProto Graph(string path) => ModelProto.Parser.ParseFrom(File.ReadAllBytes(path)).Graph;

    private static OnnxTensor Tensor(IEnumerable<int> values, int[] shape) => new(shape, [.. values.Select(value => (double)value)]);

    private static IEnumerable<string> Describe(IEnumerable<ValueInfoProto> values) => values.Select(value =>
    {
        var type = value.Type.TensorType;
        var lengths = type.Shape.Dim.Select(length => length.DimParam.Length > 0 ? length.DimParam : $"{length.DimValue}");
        return $"{value.Name} {type.ElemType} {string.Join(' ', lengths)}";
    });
}
