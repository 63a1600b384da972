using System.Text;
using System.Text.RegularExpressions;
using NativeRnn.Tests.Checkpoints;
using NUnit.Framework;

namespace NativeRnn.Tests.Fuzzing;

/// <summary>Odd safetensors files: each is refused by name or gives tensors that lie within it.</summary>
internal sealed partial class SafetensorsFuzzTests
{
    private const long AllocationLimit = 1 << 20;
    private const int LengthBytes = sizeof(ulong);

    private static readonly string[] _numbers =
        ["0", "1", "-1", "4", "36", "1e3", "1.5", "4294967296", "9223372036854775807", "18446744073709551616"];

    private static readonly string[] _pieces =
        ["{", "}", "[", "]", ",", ":", "\"", "\\ud800", "null", "true", "\"F16\"", "\"BF16\"", "\"shape\"", "\"dtype\"", "[[[[[[[["];

    [Test]
    public void An_odd_file_is_refused_or_works()
    {
        var file = SafetensorsTests.Write(
            [new("kind", "test")], SafetensorsTests.Tensor("first", [2, 3], 0), SafetensorsTests.Tensor("second", [3], 9));
        FuzzRun.Repeat(random =>
        {
            var odd = Odd(file, random);
            var before = GC.GetAllocatedBytesForCurrentThread();
            var refused = IsRefused(odd);
            Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.LessThan(AllocationLimit));
            return refused;
        });
    }

    private static byte[] Odd(byte[] file, Random random)
    {
        var length = BitConverter.ToInt32(file);
        var header = file[LengthBytes..(LengthBytes + length)];
        for (var times = random.Next(1, 4); times > 0; times--)
        {
            header = random.Next(3) == 0 ? Mutations.OfBytes(header, random) : OddText(header, random);
        }
        var data = random.Next(4) == 0 ? Mutations.OfBytes(file[(LengthBytes + length)..], random) : file[(LengthBytes + length)..];
        var claimed = random.Next(16) == 0 ? random.NextInt64() : header.Length;
        return [.. BitConverter.GetBytes(claimed), .. header, .. data];
    }

    private static byte[] OddText(byte[] header, Random random)
    {
        var text = Encoding.UTF8.GetString(header);
        var numbers = Numbers().Matches(text);
        if (numbers.Count > 0 && random.Next(2) == 0)
        {
            var number = numbers[random.Next(numbers.Count)];
            text = text.Remove(number.Index, number.Length).Insert(number.Index, _numbers[random.Next(_numbers.Length)]);
        }
        else
        {
            text = text.Insert(random.Next(text.Length + 1), _pieces[random.Next(_pieces.Length)]);
        }
        return Encoding.UTF8.GetBytes(text);
    }

    private static bool IsRefused(byte[] bytes)
    {
        try
        {
            using var file = new SafetensorsFile(new MemoryStream(bytes), "test.safetensors");
            foreach (var name in file.Names)
            {
                var elements = file.Shape(name).Aggregate(1L, (product, size) => checked(product * size));
                Assert.That(elements * sizeof(ushort), Is.LessThanOrEqualTo(bytes.Length));
                file.Read(name, new float[elements]);
            }
            return false;
        }
        catch (CheckpointException)
        {
            return true;
        }
    }

    [GeneratedRegex("[0-9]+")]
    private static partial Regex Numbers();
}
