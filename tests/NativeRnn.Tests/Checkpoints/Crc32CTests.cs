using System.Text;
using NUnit.Framework;

namespace NativeRnn.Tests.Checkpoints;

internal sealed class Crc32CTests
{
    [Test]
    public void The_known_answer_comes_out()
    {
        Assert.That(Crc32C.Compute(Encoding.ASCII.GetBytes("123456789")), Is.EqualTo(0xE3069283u));
    }

    [Test]
    public void Rfc_3720_answers_come_out()
    {
        Assert.That(Crc32C.Compute(new byte[32]), Is.EqualTo(0x8A9136AAu));
        Assert.That(Crc32C.Compute([.. Enumerable.Repeat((byte)0xFF, 32)]), Is.EqualTo(0x62A8AB43u));
        Assert.That(Crc32C.Compute([.. Enumerable.Range(0, 32).Select(i => (byte)i)]), Is.EqualTo(0x46DD794Eu));
    }

    [Test]
    public void Appending_in_any_split_gives_the_check_of_the_whole()
    {
        byte[] data = [.. Enumerable.Range(0, 50).Select(i => (byte)(i * 37))];
        uint whole = Crc32C.Compute(data);
        for (int split = 0; split <= data.Length; split++)
        {
            uint crc = Crc32C.Append(Crc32C.Compute(data.AsSpan(0, split)), data.AsSpan(split));
            Assert.That(crc, Is.EqualTo(whole), $"split at {split}");
        }
    }
}
