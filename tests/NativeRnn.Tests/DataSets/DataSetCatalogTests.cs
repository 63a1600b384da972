using NUnit.Framework;

namespace NativeRnn.Tests.DataSets;

public sealed class DataSetCatalogTests
{
    [Test]
    public void The_time_machine_is_the_file_whose_checksum_the_textbook_publishes()
    {
        var path = SharedFolder.File("data", "timemachine.txt");

        Assert.That(
            DataSetChecksum.Of(ChecksumKind.Sha1, path).Hex, Is.EqualTo("090b5e7e70c295757f55df93cb0a180b9691891a"));
        Assert.That(DataSetChecksum.Of(ChecksumKind.Sha256, path), Is.EqualTo(DataSetCatalog.TimeMachine.Checksum));
        Assert.That(new FileInfo(path).Length, Is.EqualTo(DataSetCatalog.TimeMachine.Bytes));
    }

    [Test]
    public void Names_are_told_in_any_case_and_unknown_ones_with_those_that_there_are()
    {
        Assert.That(DataSetCatalog.Find("WikiText-2"), Is.SameAs(DataSetCatalog.WikiText2));
        Assert.That(
            () => DataSetCatalog.Find("ptb"),
            Throws.ArgumentException.With.Message.Contains("choose timemachine, fra-eng, wikitext-2, text8"));
    }

    [Test]
    public void Names_are_folders_and_differ()
    {
        var names = DataSetCatalog.All.Select(set => set.Name).ToArray();

        Assert.That(names, Is.Unique);
        Assert.That(names, Has.All.Matches("^[a-z0-9-]+$"));
        Assert.That(DataSetCatalog.All.SelectMany(set => set.Addresses), Has.All.Matches<Uri>(uri => uri.IsAbsoluteUri));
    }

    [TestCase(ChecksumKind.Sha256, "12")]
    [TestCase(ChecksumKind.Sha1, "8424dbd9532ac81f7e5f0b6add90e6952baea29158309d7d1bf3884f4e12c516")]
    [TestCase(ChecksumKind.Sha1, "090b5e7e70c295757f55df93cb0a180b9691891g")]
    public void A_checksum_of_another_length_or_with_other_characters_is_refused(ChecksumKind kind, string hex) =>
        Assert.That(() => new DataSetChecksum(kind, hex), Throws.ArgumentException);

    [Test]
    public void The_cache_folder_follows_the_build_s_rule()
    {
        Dictionary<string, string> set = new() { ["HOME"] = "/home/me" };
        string Folder(bool isWindows = false, bool isMac = false) =>
            UserCacheFolder.Of(name => set.GetValueOrDefault(name), isWindows, isMac).Replace('\\', '/');

        Assert.That(Folder(), Is.EqualTo("/home/me/.cache/nativernn"));
        Assert.That(Folder(isMac: true), Is.EqualTo("/home/me/Library/Caches/nativernn"));
        Assert.That(() => Folder(isWindows: true), Throws.InstanceOf<IOException>());
        set["XDG_CACHE_HOME"] = "/xdg";
        Assert.That(Folder(), Is.EqualTo("/xdg/nativernn"));
        set["LOCALAPPDATA"] = "C:/Local";
        Assert.That(Folder(isWindows: true), Is.EqualTo("C:/Local/nativernn/cache"));
        set["NATIVERNN_CACHE_DIR"] = "/mine";
        Assert.That(Folder(), Is.EqualTo("/mine"));
    }
}
