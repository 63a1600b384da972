using NUnit.Framework;

namespace NativeRnn.Tests.Checkpoints;

/// <summary>Files that claim to be PyTorch's weights and are not: each gives a model or an error that says where.</summary>
internal sealed class PyTorchWeightsDamageTests
{
    private const int Flips = 600;

    [TestCase(CellKind.Lstm)]
    [TestCase(CellKind.GruResetAfter)]
    public void A_damaged_header_gives_an_error_of_the_file_or_a_model(CellKind cell)
    {
        using var model = SmallModel.Of(cell);
        ExpectRefusals(path => PyTorchWeights.Export(model, path), path => PyTorchWeights.Load(path));
    }

    [TestCaseSource(typeof(SmallTranslator), nameof(SmallTranslator.PyTorchShapes))]
    public void A_translators_damaged_header_gives_an_error_of_the_file_or_a_model(Seq2SeqOptions options)
    {
        using var model = SmallTranslator.Of(options);
        ExpectRefusals(path => PyTorchWeights.Export(model, path), path => PyTorchWeights.LoadSeq2Seq(path));
    }

    private static void ExpectRefusals(Action<string> export, Func<string, IDisposable> load)
    {
        using var folder = new TemporaryFolder();
        var path = folder.File("weights.safetensors");
        export(path);
        var bytes = File.ReadAllBytes(path);
        var header = 8 + BitConverter.ToInt32(bytes);
        var random = new Random(5);
        var refused = 0;
        for (var flip = 0; flip < Flips; flip++)
        {
            var place = random.Next(header);
            var before = bytes[place];
            // Digits become digits half of the time: sizes that parse.
            bytes[place] = char.IsAsciiDigit((char)before) && random.Next(2) == 0
                ? (byte)('0' + random.Next(10))
                : (byte)random.Next(256);
            File.WriteAllBytes(path, bytes);
            refused += IsRefused(() => load(path)) ? 1 : 0;
            bytes[place] = before;
        }
        Assert.That(refused, Is.GreaterThan(Flips / 2));
    }

    [Test]
    public void Sizes_that_the_file_does_not_back_are_refused_before_memory_is_made_for_them()
    {
        using var folder = new TemporaryFolder();
        var path = folder.File("weights.safetensors");
        using var model = SmallModel.Of(CellKind.Lstm);
        foreach (var name in PyTorchTensors.Of(model.Options, model.Parameters).Select(tensor => tensor.Name))
        {
            // Empty tensors back any length of their other axis.
            foreach (var shape in (long[][])[[int.MaxValue, 0], [0, int.MaxValue], [1L << 40, 0], [0], [], [1, 1, 1]])
            {
                SafetensorsTensor other = new(name, shape, (_, run) => run.Clear());
                SafetensorsWriter.Write(
                    path,
                    [.. PyTorchTensors.Of(model.Options, model.Parameters).Select(tensor => tensor.Name == name ? other : tensor)],
                    null,
                    null);
                Assert.That(() => PyTorchWeights.Load(path, model.Codec), Throws.TypeOf<CheckpointException>(), $"{name} {shape.Length}");
            }
        }
    }

    [TestCaseSource(typeof(SmallTranslator), nameof(SmallTranslator.PyTorchShapes))]
    public void A_translators_sizes_that_the_file_does_not_back_are_refused(Seq2SeqOptions options)
    {
        using var folder = new TemporaryFolder();
        var path = folder.File("weights.safetensors");
        using var model = SmallTranslator.Of(options);
        var tensors = PyTorchTensors.Of(model.Options, model.Parameters);
        foreach (var name in tensors.Select(tensor => tensor.Name))
        {
            foreach (var shape in (long[][])[[int.MaxValue, 0], [0, int.MaxValue], [1L << 40, 0], [0], [], [1, 1, 1]])
            {
                SafetensorsTensor other = new(name, shape, (_, run) => run.Clear());
                SafetensorsWriter.Write(path, [.. tensors.Select(tensor => tensor.Name == name ? other : tensor)], null, null);
                Assert.That(
                    () => PyTorchWeights.LoadSeq2Seq(path, model.Source, model.Target, options.Cell),
                    Throws.TypeOf<CheckpointException>(),
                    $"{name} {shape.Length}");
            }
        }
    }

    private static bool IsRefused(Func<IDisposable> load)
    {
        try
        {
            load().Dispose();
            return false;
        }
        catch (CheckpointException)
        {
            return true;
        }
    }
}
