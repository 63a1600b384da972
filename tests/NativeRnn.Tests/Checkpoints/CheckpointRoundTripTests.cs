using System.Buffers.Binary;
using NativeRnn.Checkpoints.Proto;
using NUnit.Framework;

namespace NativeRnn.Tests.Checkpoints;

internal sealed class CheckpointRoundTripTests
{
    [Test]
    public void Everything_written_is_read_and_written_again_as_the_same_bytes()
    {
        byte[] file = CheckpointSamples.Whole();
        Dictionary<(TensorRole, string), float[]> tensors = CheckpointSamples.ReadAll(file, out Header header);

        Assert.That(header.LanguageModel, Is.EqualTo(CheckpointSamples.Header().LanguageModel));
        Assert.That(header.Vocabulary.Tokens, Is.EqualTo(new[] { "<unk>", "a", "é" }));
        Assert.That(header.Training, Is.EqualTo(CheckpointSamples.Header().Training));
        Assert.That(tensors[(TensorRole.FirstMoment, "rnn")], Is.EqualTo(Enumerable.Range(0, 12).Select(i => 100.5f + i)));
        Assert.That(tensors[(TensorRole.RecurrentState, "h")], Is.EqualTo(new[] { 200.5f }));

        CheckpointTensor[] again = [.. header.Tensors.Select(entry => new CheckpointTensor(entry, (first, destination) =>
            tensors[(entry.Role, entry.Name)].AsSpan((int)first, destination.Length).CopyTo(destination)))];
        Assert.That(CheckpointSamples.Write(header, again), Is.EqualTo(file));
    }

    [Test]
    public void Every_bit_pattern_survives()
    {
        uint[] patterns = [0x7FC00001, 0xFF800000, 0x80000000, 0x00000001, 0x7F7FFFFF];
        CheckpointTensor tensor = CheckpointTensor.F32(TensorRole.Parameter, "odd", [patterns.Length], (first, destination) =>
        {
            for (int i = 0; i < destination.Length; i++)
            {
                destination[i] = BitConverter.UInt32BitsToSingle(patterns[first + i]);
            }
        });
        byte[] file = CheckpointSamples.Write(CheckpointSamples.Header(), [tensor]);
        float[] read = CheckpointSamples.ReadAll(file, out _)[(TensorRole.Parameter, "odd")];
        Assert.That(read.Select(BitConverter.SingleToUInt32Bits), Is.EqualTo(patterns));
    }

    [Test]
    public void The_bytes_are_laid_out_as_the_specification_says()
    {
        byte[] file = CheckpointSamples.Whole();
        Assert.That(Convert.ToHexString(file, 0, 8), Is.EqualTo("894E524E4E0D0A1A"));
        int length = file[8] & 0x7F | file[9] << 7;
        Assert.That(file[8], Is.GreaterThanOrEqualTo(0x80), "the sample's header takes a length of two bytes");
        Header header = Header.Parser.ParseFrom(file, 10, length);
        Assert.That((header.FormatVersion, header.Tensors.Count), Is.EqualTo((1, 3)));
        uint check = BinaryPrimitives.ReadUInt32LittleEndian(file.AsSpan(10 + length));
        Assert.That(check, Is.EqualTo(BitwiseCrc(file.AsSpan(8, 2 + length))));

        List<byte[]> records = CheckpointSamples.SplitRecords(file);
        Footer footer = Footer.Parser.ParseFrom(records[^1]);
        Assert.That((records.Count, footer.ChunkCount, footer.TensorBytes), Is.EqualTo((5, 3L, 100L)));
        TensorChunk second = TensorChunk.Parser.ParseFrom(records[2]);
        Assert.That((second.Tensor, second.First), Is.EqualTo((1, 0L)));
        Assert.That(BinaryPrimitives.ReadSingleLittleEndian(second.Data.Span[4..]), Is.EqualTo(101.5f));
    }

    [Test]
    public void A_large_tensor_goes_in_chunks_of_four_mebibytes_through_small_memory()
    {
        using var folder = new TemporaryFolder();
        const long Elements = (8 << 20) + 3;
        CheckpointTensor[] tensors =
            [CheckpointTensor.F32(TensorRole.Parameter, "large", [Elements], static (first, run) => run.Fill(first))];
        var runs = new List<(long First, int Length, float Value)>();
        long before = GC.GetAllocatedBytesForCurrentThread();

        CheckpointWriter.Write(folder.File("large.nrnn"), CheckpointSamples.Header(), tensors, flushFolder: null);
        using (CheckpointReader reader = CheckpointReader.Open(folder.File("large.nrnn")))
        {
            reader.ReadTensors(_ => (first, values) => runs.Add((first, values.Length, values[^1])));
        }

        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.That(runs.Select(run => run.First), Is.EqualTo(Enumerable.Range(0, 9).Select(i => (long)i << 20)));
        Assert.That(runs[^1], Is.EqualTo((8L << 20, 3, (float)(8 << 20))));
        Assert.That(runs.SkipLast(1), Has.All.Matches<(long First, int Length, float Value)>(
            run => run.Length == 1 << 20 && run.Value == run.First));
        Assert.That(allocated, Is.LessThan(20 << 20), "a few chunk buffers, not the tensor's 32 MiB");
    }

    [Test]
    public void Opening_reads_the_header_and_no_tensor()
    {
        byte[] file = CheckpointSamples.Whole();
        int chunks = file.Length - CheckpointSamples.SplitRecords(file).Skip(1).Sum(message => message.Length + 5);
        file.AsSpan(chunks).Clear();
        using var reader = new CheckpointReader(new MemoryStream(file), "test.nrnn");
        Assert.That(reader.Header.Tensors[2].Name, Is.EqualTo("h"));
        Assert.That(reader.Verify, Throws.TypeOf<CheckpointException>());
    }

    [Test]
    public void A_verified_file_can_be_read_afterwards()
    {
        using var reader = new CheckpointReader(new MemoryStream(CheckpointSamples.Whole()), "test.nrnn");
        reader.Verify();
        float sum = 0;
        reader.ReadTensors(entry => entry.Role == TensorRole.Parameter ? (_, run) => sum += run[0] : null);
        Assert.That(sum, Is.EqualTo(0.5f));
    }

    [Test]
    public void A_header_that_breaks_a_rule_is_not_written()
    {
        Header header = CheckpointSamples.Header();
        header.LanguageModel.VocabularySize = 4;
        Assert.That(
            () => CheckpointSamples.Write(header, CheckpointSamples.Tensors()),
            Throws.ArgumentException.With.Message.Contains("for 4 tokens, its vocabulary has 3"));
    }

    private static uint BitwiseCrc(ReadOnlySpan<byte> data)
    {
        const uint ReversedPolynomial = 0x82F63B78;
        uint crc = ~0u;
        foreach (byte value in data)
        {
            crc ^= value;
            for (int bit = 0; bit < 8; bit++)
            {
                crc = (crc >> 1) ^ ((crc & 1) * ReversedPolynomial);
            }
        }

        return ~crc;
    }
}
