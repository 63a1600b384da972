using System.Text;
using NUnit.Framework;

namespace NativeRnn.Tests.Checkpoints;

internal sealed class SafetensorsTests
{
    [Test]
    public void What_is_written_is_read_and_written_again_as_the_same_bytes()
    {
        KeyValuePair<string, string>[] metadata = [new("format", "pt"), new("ä", "\"quoted\"")];
        byte[] bytes = Write(metadata, Tensor("b", [2, 40_000], 0), Tensor("a", [], 7), Tensor("none", [0, 3], 0));
        using var file = new SafetensorsFile(new MemoryStream(bytes), "test.safetensors");
        Assert.That(file.Names, Is.EqualTo(new[] { "b", "a", "none" }));
        Assert.That(file.Metadata, Is.EqualTo(metadata));
        Assert.That(file.Shape("b"), Is.EqualTo(new[] { 2L, 40_000L }));
        Assert.That(file.Shape("a"), Is.Empty);
        float[] all = new float[80_000];
        file.Read("b", all);
        Assert.That(all, Is.EqualTo(Enumerable.Range(0, 80_000).Select(i => i + 0.5f)));
        float[] part = new float[3];
        file.Read("b", 79_997, part);
        Assert.That(part, Is.EqualTo(new[] { 79_997.5f, 79_998.5f, 79_999.5f }));

        SafetensorsTensor[] again = [.. file.Names.Select(name =>
            new SafetensorsTensor(name, [.. file.Shape(name)], (first, run) => file.Read(name, first, run)))];
        Assert.That(Write([.. file.Metadata], again), Is.EqualTo(bytes));
    }

    [Test]
    public void The_bytes_are_those_of_the_format()
    {
        byte[] bytes = Write([], Tensor("w", [2], 1));
        const string Json = """{"w":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""";
        Assert.That(BitConverter.ToInt64(bytes), Is.EqualTo(56));
        Assert.That(Encoding.UTF8.GetString(bytes, 8, 56), Is.EqualTo(Json.PadRight(56)));
        Assert.That(bytes[64..], Is.EqualTo(new byte[] { 0, 0, 0xC0, 0x3F, 0, 0, 0x20, 0x40 }));
    }

    [Test]
    public void Half_precision_and_double_become_floats()
    {
        using SafetensorsFile file = Open(
            """
            {"h":{"dtype":"F16","shape":[2],"data_offsets":[0,4]},"b":{"dtype":"BF16","shape":[2],"data_offsets":[4,8]},
            "d":{"dtype":"F64","shape":[1],"data_offsets":[8,16]}}
            """,
            [0x00, 0x3E, 0x01, 0x00, 0xC0, 0x3F, 0x80, 0xFF, .. BitConverter.GetBytes(0.1)]);
        Assert.That(Read(file, "h", 2), Is.EqualTo(new[] { 1.5f, 5.9604645e-8f }));
        Assert.That(Read(file, "b", 2), Is.EqualTo(new[] { 1.5f, float.NegativeInfinity }));
        Assert.That(Read(file, "d", 1), Is.EqualTo(new[] { 0.1f }));
    }

    [Test]
    public void A_name_that_is_not_there_lists_those_that_are()
    {
        using var file = new SafetensorsFile(new MemoryStream(Write([], Tensor("w", [1], 0), Tensor("v", [1], 0))), "t");
        Assert.That(
            () => file.Shape("rnn"),
            Throws.TypeOf<CheckpointException>().With.Message.EqualTo("t holds no tensor \"rnn\"; it holds w, v."));
        Assert.That(() => Read(file, "w", 2), Throws.ArgumentException.With.Message.Contains("has 1 elements"));
        Assert.That(() => file.Read("w", 1, new float[1]), Throws.TypeOf<ArgumentOutOfRangeException>());
    }

    [TestCase("lm_lstm_sgd", 128, 28)]
    [TestCase("lm_gru_adam", 72, 16)]
    public void Golden_files_are_read(string run, long gates, long input)
    {
        string path = SharedFolder.File("golden", $"{run}.final.safetensors");
        using SafetensorsFile file = SafetensorsFile.Open(path);
        Assert.That(file.Shape("rnn.weight_ih_l0"), Is.EqualTo(new[] { gates, input }));
        Assert.That(file.Names[^1], Is.EqualTo("linear.bias"));
        float[] bias = Read(file, "linear.bias", 28);
        Assert.That(bias[^1], Is.EqualTo(BitConverter.ToSingle(File.ReadAllBytes(path).AsSpan(^4..))).And.Not.Zero);
        Assert.That(bias, Has.All.InRange(-2f, 2f));
    }

    [Test]
    public void A_save_that_fails_midway_keeps_the_old_file()
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("w.safetensors");
        SafetensorsWriter.Write(path, [Tensor("w", [3], 0)], null, null);
        byte[] old = File.ReadAllBytes(path);
        SafetensorsTensor failing = new("v", [1], (_, _) => throw new InvalidOperationException("midway"));
        Assert.That(
            () => SafetensorsWriter.Write(path, [Tensor("w", [4], 0), failing], null, null), Throws.InvalidOperationException);
        Assert.That(File.ReadAllBytes(path), Is.EqualTo(old));
        Assert.That(folder.FileNames(), Is.EqualTo(new[] { "w.safetensors" }));
    }

    [Test]
    public void Repeated_names_and_impossible_shapes_are_not_written()
    {
        Assert.That(() => Write([], Tensor("w", [1], 0), Tensor("w", [1], 0)), Throws.ArgumentException);
        Assert.That(() => Write([], Tensor("__metadata__", [1], 0)), Throws.ArgumentException);
        Assert.That(
            () => Write([], Tensor("w", [1L << 40, 1L << 40], 0)),
            Throws.ArgumentException.With.Message.Contains("impossible shape [1099511627776, 1099511627776]"));
    }

    internal static SafetensorsTensor Tensor(string name, long[] shape, float @base) =>
        new(name, shape, CheckpointSamples.Values(@base));

    internal static byte[] Write(KeyValuePair<string, string>[] metadata, params SafetensorsTensor[] tensors)
    {
        using var bytes = new MemoryStream();
        SafetensorsWriter.WriteTo(bytes, tensors, metadata);
        return bytes.ToArray();
    }

    internal static SafetensorsFile Open(string header, byte[] data)
    {
        byte[] json = Encoding.UTF8.GetBytes(header);
        byte[] bytes = [.. BitConverter.GetBytes((long)json.Length), .. json, .. data];
        return new SafetensorsFile(new MemoryStream(bytes), "test.safetensors");
    }

    private static float[] Read(SafetensorsFile file, string name, int count)
    {
        float[] values = new float[count];
        file.Read(name, values);
        return values;
    }
}
