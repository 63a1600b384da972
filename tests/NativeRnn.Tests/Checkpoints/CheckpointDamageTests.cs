using Google.Protobuf;
using NativeRnn.Checkpoints.Proto;
using NUnit.Framework;

namespace NativeRnn.Tests.Checkpoints;

internal sealed class CheckpointDamageTests
{
    private const int Seed = 20240607;

    // The buffers of the sample's records and the objects of its messages, with room to spare.
    private const int AllocationLimit = 1 << 20;

    [Test]
    public void Every_truncation_is_reported()
    {
        byte[] file = CheckpointSamples.Whole();
        for (int length = 0; length < file.Length; length++)
        {
            string message = CheckpointSamples.ReadingFails(file[..length]).Message;
            Assert.That(message, Does.StartWith("test.nrnn is ").And.Match("truncated|empty"), $"{length} bytes");
        }
    }

    [Test]
    public void Ten_thousand_flipped_bytes_are_all_reported()
    {
        byte[] file = CheckpointSamples.Whole();
        var random = new Random(Seed);
        for (int i = 0; i < 10_000; i++)
        {
            int at = random.Next(file.Length);
            int mask = random.Next(1, 256);
            file[at] ^= (byte)mask;
            Assert.That(CheckpointSamples.ReadingFails(file).Message, Does.Contain("byte"), $"byte {at} ^ {mask}");
            file[at] ^= (byte)mask;
        }

        Assert.That(CheckpointSamples.ReadAll(file, out _), Has.Count.EqualTo(3));
    }

    [Test]
    public void Damage_under_a_mended_checksum_is_reported_or_harmless_and_allocates_little()
    {
        List<byte[]> records = CheckpointSamples.SplitRecords(CheckpointSamples.Whole());
        var random = new Random(Seed);
        int refused = 0;
        for (int i = 0; i < 10_000; i++)
        {
            byte[] file = Damaged(records, random);
            long before = GC.GetAllocatedBytesForCurrentThread();
            refused += TryVerify(file) ? 0 : 1;
            Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.LessThan(AllocationLimit), $"case {i}");
        }

        Assert.That(refused, Is.InRange(1_000, 9_999), "both outcomes happen");
    }

    [Test]
    public void A_foreign_file_is_told_by_its_first_bytes()
    {
        byte[] foreign = "PK\u0003\u0004 something else entirely"u8.ToArray();
        Assert.That(
            CheckpointSamples.ReadingFails(foreign).Message,
            Is.EqualTo("test.nrnn is not a NativeRnn model file: its first bytes are those of something else."));
    }

    [Test]
    public void A_newer_file_asks_for_an_upgrade()
    {
        byte[] newer = CheckpointSamples.OfRecords(new Header { FormatVersion = 3 });
        Assert.That(
            CheckpointSamples.ReadingFails(newer).Message,
            Is.EqualTo("test.nrnn was written by a newer NativeRnn (format 3); this version reads up to 2: upgrade."));
    }

    [Test]
    public void Bytes_after_the_footer_are_reported()
    {
        byte[] file = [.. CheckpointSamples.Whole(), 0];
        Assert.That(CheckpointSamples.ReadingFails(file).Message, Does.Contain("1 bytes follow its footer (record 5"));
    }

    [Test]
    public void Damage_is_reported_with_record_and_offset()
    {
        byte[] file = CheckpointSamples.Whole();
        List<byte[]> records = CheckpointSamples.SplitRecords(file);
        int secondChunk = 8 + (records[0].Length + 6) + (records[1].Length + 5);
        file[secondChunk + 10] ^= 1;
        Assert.That(
            CheckpointSamples.ReadingFails(file).Message,
            Is.EqualTo($"test.nrnn is corrupted: this tensor chunk does not match its checksum (record 3, byte {secondChunk})."));
    }

    [TestCase(1L << 40)]
    [TestCase(long.MaxValue)]
    [TestCase(1L << 31, 1L << 31)]
    [TestCase(1L << 31, 1L << 31, 1L << 31)]
    [TestCase(0L)]
    [TestCase(-1L)]
    public void An_impossible_shape_is_refused_before_memory_is_taken(params long[] shape)
    {
        Header header = CheckpointSamples.Header();
        header.FormatVersion = 1;
        header.Tensors.Add(CheckpointTensor.F32(TensorRole.Parameter, "huge", shape, (_, _) => { }).Entry);
        byte[] file = CheckpointSamples.OfRecords(header);
        long before = GC.GetAllocatedBytesForCurrentThread();
        CheckpointException refused = CheckpointSamples.ReadingFails(file);
        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.LessThan(AllocationLimit));
        Assert.That(refused.Message, Does.Contain("impossible shape").Or.Contain("are left after the header"));
    }

    [Test]
    public void A_record_that_claims_more_than_the_file_is_refused_before_memory_is_taken()
    {
        byte[] file = [.. CheckpointFormat.Signature, 0x80, 0x80, 0x80, 0x10, 1, 2, 3];
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.That(CheckpointSamples.ReadingFails(file).Message, Does.Contain("truncated"));
        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.LessThan(AllocationLimit));
        byte[] endless = [.. CheckpointFormat.Signature, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF];
        Assert.That(CheckpointSamples.ReadingFails(endless).Message, Does.Contain("does not end (record 1, byte 8)"));
    }

    [TestCase("swapped")]
    [TestCase("repeated")]
    [TestCase("missing")]
    [TestCase("foreign")]
    public void A_chunk_out_of_its_place_is_reported_although_its_checksum_is_right(string change)
    {
        List<IMessage> records = Messages(CheckpointSamples.Whole());
        TensorChunk other = ((TensorChunk)records[1]).Clone();
        other.Data = ByteString.CopyFrom(new byte[other.Data.Length]);
        records = change switch
        {
            "swapped" => [records[0], records[2], records[1], records[3], records[4]],
            "repeated" => [records[0], records[1], records[1], records[2], records[3], records[4]],
            "missing" => [records[0], records[1], records[3], records[4]],
            _ => [records[0], other, records[2], records[3], records[4]],
        };
        Assert.That(
            CheckpointSamples.ReadingFails(CheckpointSamples.OfRecords([.. records])).Message,
            Does.Contain("belongs (record").Or.Contain("left after the header").Or.Contain("record of another file"));
    }

    [Test]
    public void A_chunk_that_overfills_its_tensor_is_reported()
    {
        List<IMessage> records = Messages(CheckpointSamples.Whole());
        var chunk = (TensorChunk)records[1];
        chunk.Data = ByteString.CopyFrom([.. chunk.Data, 0, 0, 0, 0]);
        Assert.That(
            CheckpointSamples.ReadingFails(CheckpointSamples.OfRecords([.. records])).Message,
            Does.Contain("this chunk has 52 bytes, and 12 elements of its tensor are left (record 2"));
    }

    [Test]
    public void A_model_that_needs_another_tensor_is_told_which()
    {
        using var reader = new CheckpointReader(new MemoryStream(CheckpointSamples.Whole()), "test.nrnn");
        Assert.That(() => reader.Require(TensorRole.Parameter, "rnn", [3, 4]), Throws.Nothing);
        Assert.That(
            () => reader.Require(TensorRole.Parameter, "rnn", [3, 5]),
            Throws.TypeOf<CheckpointException>().With.Message.Contains("\"rnn\" with shape [3, 4]; its model needs [3, 5]"));
        Assert.That(
            () => reader.Require(TensorRole.SecondMoment, "rnn", [3, 4]),
            Throws.TypeOf<CheckpointException>().With.Message.Contains("lacks the tensor \"rnn\" (SecondMoment)"));
    }

    [Test]
    public void A_missing_file_and_a_folder_are_told_apart_from_a_damaged_one()
    {
        using var folder = new TemporaryFolder();
        Assert.That(
            () => CheckpointReader.Open(folder.File("none.nrnn")),
            Throws.TypeOf<FileNotFoundException>().With.Message.Contains("none.nrnn does not exist"));
        Assert.That(
            () => CheckpointReader.Open(folder.File("no/such/folder.nrnn")), Throws.TypeOf<FileNotFoundException>());
        Assert.That(
            () => CheckpointReader.Open(folder.Path),
            Throws.TypeOf<CheckpointException>().With.Message.Contains("is a folder"));
    }

    private static List<IMessage> Messages(byte[] file)
    {
        List<byte[]> records = CheckpointSamples.SplitRecords(file);
        return
        [
            Header.Parser.ParseFrom(records[0]),
            .. records.Skip(1).SkipLast(1).Select(TensorChunk.Parser.ParseFrom),
            Footer.Parser.ParseFrom(records[^1]),
        ];
    }

    private static byte[] Damaged(List<byte[]> records, Random random)
    {
        var file = new List<byte>(CheckpointFormat.Signature.ToArray());
        int chosen = random.Next(records.Count);
        uint recordsCrc = 0;
        for (int i = 0; i < records.Count; i++)
        {
            byte[] message = [.. records[i]];
            if (i == records.Count - 1)
            {
                Footer footer = Footer.Parser.ParseFrom(message);
                footer.RecordsCrc = recordsCrc;
                message = footer.ToByteArray();
            }

            if (i == chosen)
            {
                message[random.Next(message.Length)] ^= (byte)random.Next(1, 256);
            }

            byte[] check = CheckpointSamples.AppendRecord(file, message);
            recordsCrc = Crc32C.Append(recordsCrc, check);
        }

        return [.. file];
    }

    private static bool TryVerify(byte[] file)
    {
        try
        {
            using var reader = new CheckpointReader(new MemoryStream(file), "test.nrnn");
            reader.Verify();
            return true;
        }
        catch (CheckpointException)
        {
            return false;
        }
    }
}
