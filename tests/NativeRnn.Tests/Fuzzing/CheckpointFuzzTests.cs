using Google.Protobuf;
using NativeRnn.Checkpoints.Proto;
using NativeRnn.Tests.Checkpoints;
using NUnit.Framework;

namespace NativeRnn.Tests.Fuzzing;

/// <summary>Odd checkpoints with right checksums: each is refused by name or gives something that works.</summary>
internal sealed class CheckpointFuzzTests
{
    private const long AllocationLimit = 4 << 20; // the samples take a fiftieth

    private const long LiveLimit = 64 << 20; // layers and packed weights wait for the garbage collector

    [Test]
    public void An_odd_file_of_a_language_model_is_refused_or_works()
    {
        using var run = new RunSample();
        Fuzz(run);
    }

    [Test]
    public void An_odd_file_of_a_translator_is_refused_or_works()
    {
        using var run = new TranslatorSample();
        Fuzz(run);
    }

    [TestCase(SeriesModelKind.Mlp)]
    [TestCase(SeriesModelKind.Recurrent)]
    public void An_odd_file_of_a_time_series_model_is_refused_or_works(SeriesModelKind kind)
    {
        using var run = new SeriesSample(kind);
        Fuzz(run);
    }

    private static void Fuzz(SavedRun run)
    {
        var records = CheckpointSamples.SplitRecords(run.File);
        FuzzRun.Repeat(random =>
        {
            var file = Odd([.. records], random);
            var before = GC.GetAllocatedBytesForCurrentThread();
            var isRefused = IsRefused(() => Describe(file)) | IsRefused(() => run.Load(file)) | IsRefused(() => run.Resume(file));
            Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.LessThan(AllocationLimit));
            Assert.That(run.Engine.ReadCounters().LiveBytes, Is.LessThan(LiveLimit));
            return isRefused;
        });
    }

    private static byte[] Odd(List<byte[]> records, Random random)
    {
        for (var times = random.Next(1, 4); times > 0; times--)
        {
            var at = random.Next(records.Count);
            switch (random.Next(8))
            {
                case 0:
                    records[at] = Mutations.OfBytes(records[at], random);
                    break;
                case 1:
                    records.RemoveAt(at);
                    break;
                case 2:
                    records.Insert(random.Next(records.Count + 1), records[at]);
                    break;
                case 3:
                    records[at] = Odd(TensorChunk.Parser, records[at], random);
                    break;
                default:
                    records[0] = Odd(Header.Parser, records[0], random);
                    break;
            }
            if (records.Count == 0)
            {
                break;
            }
        }
        return CheckpointSamples.Mended(records);
    }

    private static byte[] Odd<T>(MessageParser<T> parser, byte[] record, Random random)
        where T : IMessage<T>
    {
        try
        {
            var message = parser.ParseFrom(record);
            Mutations.OfMessage(message, random);
            return message.ToByteArray();
        }
        catch (InvalidProtocolBufferException)
        {
            return Mutations.OfBytes(record, random);
        }
    }

    private static void Describe(byte[] file)
    {
        using var reader = new CheckpointReader(new MemoryStream(file), SavedRun.Name);
        _ = CheckpointInfo.Of(reader.Header, SavedRun.Name).ParameterCount;
        reader.Verify();
    }

    private static bool IsRefused(Action read)
    {
        try
        {
            read();
            return false;
        }
        catch (Exception refused) when (refused is CheckpointException or InvalidDataException or TrainingDivergedException)
        {
            return true;
        }
    }
}
