using NUnit.Framework;

namespace NativeRnn.Tests.Checkpoints;

internal sealed class SafetensorsDamageTests
{
    private const int Seed = 20240607;
    private const int DataBytes = 16;

    private static IEnumerable<TestCaseData> MalformedHeaders()
    {
        static TestCaseData Case(string name, string header, string message) => new TestCaseData(header, message).SetArgDisplayNames(name);
        static string Entry(string name, string dtype, string shape, string offsets) =>
            $$"""{{name}}:{"dtype":{{dtype}},"shape":{{shape}},"data_offsets":{{offsets}}}""";
        static string Pair(string first, string second) =>
            "{" + Entry("\"a\"", "\"F32\"", "[2]", first) + "," + Entry("\"b\"", "\"F32\"", "[2]", second) + "}";
        static string One(string dtype, string shape, string offsets) => "{" + Entry("\"a\"", dtype, shape, offsets) + "}";

        yield return Case("overlap", Pair("[0,8]", "[4,12]"), "\"b\" overlaps");
        yield return Case("same place", Pair("[0,8]", "[0,8]"), "\"b\" overlaps");
        yield return Case("hole", "{" + Entry("\"a\"", "\"F32\"", "[2]", "[0,8]") + "," + Entry("\"b\"", "\"F32\"", "[1]", "[12,16]") + "}", "\"b\" leaves a hole");
        yield return Case("rest", One("\"F32\"", "[2]", "[0,8]"), "16 bytes of data and tensors for 8");
        yield return Case("out of range", One("\"F32\"", "[5]", "[0,20]"), "lies at bytes 0 to 20 of 16");
        yield return Case("huge offsets", One("\"F32\"", "[4]", "[9223372036854775792,9223372036854775807]"), "lies at bytes");
        yield return Case("larger than 64 bits", One("\"F32\"", "[4]", "[0,18446744073709551616]"), "not a whole number");
        yield return Case("backwards", One("\"F32\"", "[4]", "[16,0]"), "lies at bytes 16 to 0");
        yield return Case("negative", One("\"F32\"", "[-4]", "[0,16]"), "not a whole number");
        yield return Case("fraction", One("\"F32\"", "[4.5]", "[0,16]"), "not a whole number");
        yield return Case("shape too small", One("\"F32\"", "[3]", "[0,16]"), "shape [3] in F32");
        yield return Case("shape overflows", One("\"F32\"", "[4294967296,4294967296,4]", "[0,16]"), "does not fill");
        yield return Case("shape wraps around to fit", One("\"F32\"", "[4611686018427387905,4]", "[0,16]"), "does not fill");
        yield return Case("many axes", One("\"F32\"", $"[{string.Join(',', Enumerable.Repeat('1', 65))}]", "[0,16]"), "more than 64");
        yield return Case("integers", One("\"I64\"", "[2]", "[0,16]"), "tensor \"a\" as I64");
        yield return Case("unknown type", One("\"Q7\"", "[4]", "[0,16]"), "tensor \"a\" as Q7");
        yield return Case("type is a number", One("5", "[4]", "[0,16]"), "a Number where a String belongs");
        yield return Case("three offsets", One("\"F32\"", "[4]", "[0,8,16]"), "lacks dtype, shape or two data_offsets");
        yield return Case("no shape", """{"a":{"dtype":"F32","data_offsets":[0,16]}}""", "lacks dtype, shape");
        yield return Case("unknown field", """{"a":{"dtype":"F32","x":1}}""", "unknown field \"x\"");
        yield return Case("field twice", """{"a":{"dtype":"F32","dtype":"F32"}}""", "names \"dtype\" twice");
        yield return Case("name twice", "{" + Entry("\"a\"", "\"F32\"", "[4]", "[0,16]") + "," + Entry("\"\\u0061\"", "\"F32\"", "[0]", "[16,16]") + "}", "names \"a\" twice");
        yield return Case("metadata is a list", """{"__metadata__":[]}""", "in __metadata__");
        yield return Case("metadata holds a number", """{"__metadata__":{"a":1}}""", "in __metadata__");
        yield return Case("deep", "{\"a\":" + new string('[', 100_000), "StartArray where a StartObject belongs");
        yield return Case("unfinished", """{"a":{"dtype":"F32",""", "malformed safetensors header");
        yield return Case("lone surrogate", One("\"F32\"", "[4]", "[0,16]").Replace("\"a\"", "\"\\ud800\""), "malformed safetensors header");
        yield return Case("two values", "{}{}", "malformed safetensors header");
        yield return Case("a list", "[]", "does not begin with a brace");
        yield return Case("nothing", "", "does not begin with a brace");
    }

    [TestCaseSource(nameof(MalformedHeaders))]
    public void A_malformed_header_is_refused_with_its_reason(string header, string message)
    {
        Assert.That(
            () => SafetensorsTests.Open(header, new byte[DataBytes]),
            Throws.TypeOf<CheckpointException>().With.Message.Contains(message).And.Message.StartsWith("test.safetensors "));
    }

    [TestCase(ulong.MaxValue)]
    [TestCase(100_000_001UL)]
    [TestCase(99_999_999UL)]
    [TestCase(9UL)]
    public void A_header_length_beyond_the_file_is_refused_before_memory_is_taken(ulong length)
    {
        byte[] file = [.. BitConverter.GetBytes(length), .. "{}      "u8];
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.That(
            () => new SafetensorsFile(new MemoryStream(file), "t"),
            Throws.TypeOf<CheckpointException>().With.Message.Contains($"would take {length} bytes"));
        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.LessThan(1 << 20));
    }

    [Test]
    public void Every_truncation_is_reported()
    {
        byte[] file = Sample();
        for (int length = 0; length < file.Length; length++)
        {
            Assert.That(
                () => new SafetensorsFile(new MemoryStream(file[..length]), "t"),
                Throws.TypeOf<CheckpointException>(), $"{length} bytes");
        }
    }

    [Test]
    public void Ten_thousand_flipped_header_bytes_are_reported_or_leave_tensors_of_their_declared_size()
    {
        byte[] file = Sample();
        int headerEnd = 8 + (int)BitConverter.ToInt64(file);
        var random = new Random(Seed);
        int refused = 0;
        for (int i = 0; i < 10_000; i++)
        {
            int at = random.Next(headerEnd);
            byte old = file[at];
            file[at] ^= (byte)random.Next(1, 256);
            refused += ElementsRead(file) is null ? 1 : 0;
            file[at] = old;
        }

        Assert.That(refused, Is.InRange(5_000, 9_999), "both outcomes happen");
        Assert.That(ElementsRead(file), Is.EqualTo(9));
    }

    private static byte[] Sample() => SafetensorsTests.Write(
        [new("kind", "test")], SafetensorsTests.Tensor("first", [2, 3], 0), SafetensorsTests.Tensor("second", [3], 9));

    private static long? ElementsRead(byte[] bytes)
    {
        try
        {
            using var file = new SafetensorsFile(new MemoryStream(bytes), "t");
            long total = 0;
            foreach (string name in file.Names)
            {
                float[] values = new float[file.Shape(name).Aggregate(1L, (product, size) => product * size)];
                Assert.That(values.Length * sizeof(ushort), Is.LessThanOrEqualTo(bytes.Length));
                file.Read(name, values);
                total += values.Length;
            }

            return total;
        }
        catch (CheckpointException)
        {
            return null;
        }
    }
}
