using System.Text;
using NUnit.Framework;

namespace NativeRnn.Tests.Reports;

public sealed class TensorBoardWriterTests
{
    [Test]
    public void What_was_written_is_read_by_a_parser_of_the_specification()
    {
        using var folder = new TemporaryFolder();
        var before = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() / 1000.0;
        string path;
        using (var writer = new TensorBoardWriter(Path.Combine(folder.Path, "runs", "one")))
        {
            writer.Write("loss/train", 2.5, 1);
            writer.Write("loss/train", 1.25, 1_000_000_000_000);
            writer.Write(new string('x', 1000), double.NaN, 3);
            path = writer.Path;
        }

        var entries = EventFile.Read(path);

        Assert.That(Path.GetFileName(path), Does.StartWith("events.out.tfevents."));
        Assert.That(entries[0].Version, Is.EqualTo("brain.Event:2"));
        Assert.That(entries.Curve("loss/train"), Is.EqualTo(new[] { (1L, 2.5f), (1_000_000_000_000L, 1.25f) }));
        Assert.That(entries[3].Value, Is.NaN);
        Assert.That(entries.Select(entry => entry.Time), Has.All.InRange(before, before + 60));
    }

    [Test]
    public void A_reader_sees_what_was_flushed_while_the_file_is_open()
    {
        using var folder = new TemporaryFolder();
        using var writer = new TensorBoardWriter(folder.Path);
        writer.Write("a", 1, 1);
        writer.Flush();

        Assert.That(EventFile.Read(Copy(writer.Path)).Curve("a"), Is.EqualTo(new[] { (1L, 1f) }));
    }

    [Test]
    public void Two_runs_in_one_folder_have_a_file_each()
    {
        using var folder = new TemporaryFolder();
        using var first = new TensorBoardWriter(folder.Path);
        using var second = new TensorBoardWriter(folder.Path);

        Assert.That(second.Path, Is.Not.EqualTo(first.Path));
        Assert.That(folder.FileNames(), Has.Length.EqualTo(2));
    }

    [Test]
    public void The_mask_of_a_known_check_is_the_known_one() =>
        // CRC-32C of "123456789" is 0xE3069283 (RFC 3720); rotated and moved by hand.
        Assert.That(TensorBoardWriter.MaskedCheck(Encoding.ASCII.GetBytes("123456789")), Is.EqualTo(0xC78AB0E5));

    private static string Copy(string path)
    {
        using var source = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var target = File.Create(path + ".copy");
        source.CopyTo(target);
        return path + ".copy";
    }
}
