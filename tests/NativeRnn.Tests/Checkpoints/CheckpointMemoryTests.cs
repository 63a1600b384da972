using NativeRnn.Tests.Training;
using NUnit.Framework;

namespace NativeRnn.Tests.Checkpoints;

/// <summary>Saving and loading take at most 64 MB beside the model, and models may be beyond 2 GiB.</summary>
internal sealed class CheckpointMemoryTests
{
    private const long Allowance = 64L << 20;

    private TemporaryFolder _folder = null!;
    private string _path = null!;

    [SetUp]
    public void MakeFolder()
    {
        _folder = new TemporaryFolder();
        _path = _folder.File("model.nrnn");
    }

    [TearDown]
    public void RemoveFolder() => _folder.Dispose();

    [Test]
    public void A_run_of_200_MB_is_saved_and_loaded_within_64_MB_beside_it()
    {
        ResidentMemory.Require(memory: 2L << 30, disk: 1L << 30, _folder.Path);
        var corpus = SmallRun.Corpus();
        using var model = new LanguageModel(
            new LanguageModelOptions { Cell = CellKind.Lstm, Hidden = 2500, Layers = 1, Embed = 2500 }, corpus.Codec);
        using var trainer = new LanguageModelTrainer(model, corpus.Tokens, SmallRun.Options());
        Fill(trainer.Capture().FirstMoment, 1);
        Fill(trainer.Capture().SecondMoment, 2);
        var size = model.Parameters.Count * sizeof(float);
        Assert.That(size, Is.GreaterThan(200_000_000));

        var saving = ResidentMemory.PeakOf(() => trainer.Save(_path));
        LanguageModel? loaded = null;
        var loading = ResidentMemory.PeakOf(() => loaded = LanguageModel.Load(_path));
        using (loaded)
        {
            ExpectEqual(model.Parameters, loaded!.Parameters.Values, model.Parameters.Values);
        }
        LanguageModelTrainer? resumed = null;
        var resuming = ResidentMemory.PeakOf(() => resumed = LanguageModelTrainer.Resume(_path, corpus.Tokens));
        using (resumed)
        using (resumed!.Model)
        {
            ExpectEqual(model.Parameters, resumed.Capture().SecondMoment, trainer.Capture().SecondMoment);
        }
        TestContext.Out.WriteLine($"model {size:N0} bytes; saving {saving:N0}, loading {loading:N0}, resuming {resuming:N0}");
        Assert.That(saving, Is.LessThan(Allowance));
        Assert.That(loading, Is.LessThan(size + Allowance));
        Assert.That(resuming, Is.LessThan(3 * size + Allowance), "with two moments");
    }

    [Test]
    [Category("Acceptance")]
    public void A_run_whose_file_is_beyond_2_GiB_goes_on()
    {
        ResidentMemory.Require(memory: 6L << 30, disk: 3L << 30, _folder.Path);
        var corpus = SmallPairs.Corpus();
        var shape = SmallPairs.Shape(AttentionKind.None, CellKind.RnnTanh) with { Layers = 1, Hidden = 1, Embed = 7_200_000 };
        using var model = SmallPairs.Model(corpus, shape);
        using var trainer = new Seq2SeqTrainer(model, corpus, SmallPairs.Training());
        Fill(trainer.Capture().FirstMoment, 1);
        Fill(trainer.Capture().SecondMoment, 2);
        var saving = ResidentMemory.PeakOf(() => trainer.Save(_path));
        Assert.That(new FileInfo(_path).Length, Is.GreaterThan(int.MaxValue));
        Assert.That(saving, Is.LessThan(Allowance));
        using var resumed = Seq2SeqTrainer.Resume(_path, corpus);
        using var again = resumed.Model;
        ExpectEqual(model.Parameters, again.Parameters.Values, model.Parameters.Values);
        ExpectEqual(model.Parameters, resumed.Capture().FirstMoment, trainer.Capture().FirstMoment);
        ExpectEqual(model.Parameters, resumed.Capture().SecondMoment, trainer.Capture().SecondMoment);
    }

    [Test]
    [Category("Acceptance")]
    public void A_tensor_beyond_2_GiB_comes_back_from_a_checkpoint_and_from_safetensors()
    {
        ResidentMemory.Require(memory: 8L << 30, disk: 6L << 30, _folder.Path);
        var corpus = Corpus.FromText("abcdefgh"); // and <unk>
        using var model = new LanguageModel(
            new LanguageModelOptions { Cell = CellKind.RnnTanh, Hidden = 1, Layers = 1, Embed = 62_000_000 }, corpus.Codec);
        Assert.That(model.Parameters["embedding.weight"].Shape.Count * sizeof(float), Is.GreaterThan(1L << 31));
        Fill(model.Parameters.Values, 3);
        var saving = ResidentMemory.PeakOf(() => model.Save(_path));
        Assert.That(saving, Is.LessThan(Allowance));
        using (var loaded = LanguageModel.Load(_path))
        {
            ExpectEqual(model.Parameters, loaded.Parameters.Values, model.Parameters.Values);
        }
        PyTorchWeights.Export(model, _folder.File("model.safetensors"));
        using var imported = PyTorchWeights.Load(_folder.File("model.safetensors"));
        ExpectEqual(model.Parameters, imported.Parameters.Values, model.Parameters.Values);
        Assert.That(
            () => OnnxModel.Export(model, _folder.File("model.onnx")),
            Throws.TypeOf<NotSupportedException>().With.Message.Contains("export to safetensors"));
    }

    // Different everywhere: a tensor that is moved or cut would show.
    private static void Fill(Tensor tensor, uint seed)
    {
        using var map = tensor.Map();
        var span = map.Span;
        for (var i = 0; i < span.Length; i++)
        {
            span[i] = ((uint)i * 2654435761u ^ seed) * 2e-10f; // Knuth's multiplicative hash
        }
    }

    // Bit for bit; without copies, which these sizes forbid, and without the gaps between parameters, which are not saved.
    private static void ExpectEqual(ParameterStore layout, Tensor actual, Tensor expected)
    {
        foreach (var parameter in layout.Parameters)
        {
            using var left = actual.Slice(parameter.Offset, parameter.Shape).Map();
            using var right = expected.Slice(parameter.Offset, parameter.Shape).Map();
            Assert.That(left.Span.SequenceEqual(right.Span), Is.True, parameter.Name);
        }
    }
}
