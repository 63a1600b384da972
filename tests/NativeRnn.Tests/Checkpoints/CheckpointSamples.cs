using Google.Protobuf;
using NativeRnn.Checkpoints.Proto;
using NUnit.Framework;
using Proto = NativeRnn.Checkpoints.Proto;

namespace NativeRnn.Tests.Checkpoints;

/// <summary>Small checkpoints, whole and put together by hand.</summary>
internal static class CheckpointSamples
{
    public static Header Header() => new()
    {
        LanguageModel = new LanguageModelSpec
        {
            Cell = Cell.Lstm,
            Hidden = 3,
            Layers = 1,
            Embed = 2,
            Dropout = 0.25f,
            Bias = Proto.Bias.Single,
            VocabularySize = 3,
        },
        Vocabulary = new Proto.Vocabulary { Tokens = { "<unk>", "a", "é" }, ReservedCount = 1 },
        Text = new TextSettings { Normalization = Proto.Normalization.Letters, Unit = Proto.TokenUnit.Character },
        Training = new TrainingState
        {
            Step = 7,
            Options = new Proto.TrainingOptions { Optimizer = Proto.Optimizer.Adam, LearningRate = 0.01, Beta1 = 0.9, Beta2 = 0.999 },
            Random = new RandomState { Seed = 42, Position = 9 },
            Sampler = new Proto.SamplerState { Sampling = Proto.Sampling.Sequential, Offset = 1, Position = 2 },
        },
    };

    public static IReadOnlyList<CheckpointTensor> Tensors() =>
    [
        CheckpointTensor.F32(TensorRole.Parameter, "rnn", [3, 4], Values(0)),
        CheckpointTensor.F32(TensorRole.FirstMoment, "rnn", [3, 4], Values(100)),
        CheckpointTensor.F32(TensorRole.RecurrentState, "h", [], Values(200)),
    ];

    /// <summary>Element i is base + i + 1/2.</summary>
    public static TensorSource Values(float @base) => (first, destination) =>
    {
        for (int i = 0; i < destination.Length; i++)
        {
            destination[i] = @base + first + i + 0.5f;
        }
    };

    public static byte[] Whole() => Write(Header(), Tensors());

    public static byte[] Write(Header header, IReadOnlyList<CheckpointTensor> tensors)
    {
        using var bytes = new MemoryStream();
        CheckpointWriter.WriteTo(bytes, header, tensors);
        return bytes.ToArray();
    }

    /// <summary>A file of any messages with right lengths and checksums.</summary>
    public static byte[] OfRecords(params IMessage[] records)
    {
        using var bytes = new MemoryStream();
        bytes.Write(CheckpointFormat.Signature);
        var writer = new RecordWriter(bytes);
        foreach (IMessage record in records)
        {
            writer.Write(record);
        }

        return bytes.ToArray();
    }

    /// <summary>A file's records with another header, lengths and checksums right.</summary>
    public static byte[] WithHeader(byte[] file, Action<Header> change)
    {
        var records = SplitRecords(file);
        var header = Proto.Header.Parser.ParseFrom(records[0]);
        change(header);
        records[0] = header.ToByteArray();
        return Mended(records);
    }

    /// <summary>A file of messages, the last one a footer, with right lengths and checksums.</summary>
    public static byte[] Mended(List<byte[]> records)
    {
        var file = new List<byte>(CheckpointFormat.Signature.ToArray());
        uint recordsCrc = 0;
        for (int i = 0; i < records.Count; i++)
        {
            byte[] message = i == records.Count - 1 ? MendedFooter(records[i], recordsCrc) : records[i];
            recordsCrc = Crc32C.Append(recordsCrc, AppendRecord(file, message));
        }

        return [.. file];
    }

    /// <summary>Appends a record.</summary>
    /// <returns>Its check.</returns>
    public static byte[] AppendRecord(List<byte> file, byte[] message)
    {
        using var bytes = new MemoryStream();
        using var output = new CodedOutputStream(bytes);
        output.WriteBytes(ByteString.CopyFrom(message));
        output.Flush();
        byte[] check = BitConverter.GetBytes(Crc32C.Compute(bytes.ToArray()));
        file.AddRange([.. bytes.ToArray(), .. check]);
        return check;
    }

    private static byte[] MendedFooter(byte[] message, uint recordsCrc)
    {
        try
        {
            Footer footer = Footer.Parser.ParseFrom(message);
            footer.RecordsCrc = recordsCrc;
            return footer.ToByteArray();
        }
        catch (InvalidProtocolBufferException)
        {
            return message;
        }
    }

    /// <summary>The messages of a well-formed file, found without the reader.</summary>
    public static List<byte[]> SplitRecords(byte[] file)
    {
        var messages = new List<byte[]>();
        using var input = new CodedInputStream(file);
        input.ReadFixed64();
        while (!input.IsAtEnd)
        {
            messages.Add(input.ReadBytes().ToByteArray());
            input.ReadFixed32();
        }

        return messages;
    }

    /// <summary>Reads everything; the sinks' values by role and name.</summary>
    public static Dictionary<(TensorRole, string), float[]> ReadAll(byte[] file, out Header header)
    {
        using var reader = new CheckpointReader(new MemoryStream(file), "test.nrnn");
        header = reader.Header;
        var tensors = new Dictionary<(TensorRole, string), float[]>();
        reader.ReadTensors(entry =>
        {
            Assert.That(entry.TryGetElements(out long elements));
            float[] values = tensors[(entry.Role, entry.Name)] = new float[elements];
            return (first, run) => run.CopyTo(values.AsSpan((int)first));
        });
        return tensors;
    }

    public static CheckpointException ReadingFails(byte[] file) => Assert.Throws<CheckpointException>(() =>
    {
        using var reader = new CheckpointReader(new MemoryStream(file), "test.nrnn");
        reader.Verify();
    })!;
}
