using System.IO.Compression;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using NUnit.Framework;

namespace NativeRnn.Tests.DataSets;

public sealed class DataSetStoreTests
{
    private static readonly byte[] _content =
        Encoding.ASCII.GetBytes(string.Concat(Enumerable.Range(0, 50_000).Select(i => $"line {i}\n")));

    private TemporaryFolder _folder = null!;
    private LoopbackServer _server = null!;
    private DataSetStore _store = null!;

    [SetUp]
    public void Start()
    {
        _folder = new TemporaryFolder();
        _server = new LoopbackServer(_content);
        _store = new DataSetStore(_folder.Path) { Mirror = null, Patience = TimeSpan.FromSeconds(10) };
    }

    [TearDown]
    public void Stop()
    {
        _server.Dispose();
        _folder.Dispose();
    }

    [Test]
    public async Task A_whole_file_comes_with_progress_and_leaves_nothing_beside_it()
    {
        var seen = new Reports();

        var path = await _store.DownloadAsync(Set(_content), seen);

        Assert.That(File.ReadAllBytes(path), Is.EqualTo(_content));
        Assert.That(seen.Values[^1], Is.EqualTo(new DataSetProgress(_content.Length, _content.Length)));
        Assert.That(seen.Values.Select(value => value.Received), Is.Ordered);
        Assert.That(Left(), Is.EqualTo(new[] { "file.txt" }));
    }

    [Test]
    public async Task What_is_here_is_not_downloaded_again()
    {
        await _store.DownloadAsync(Set(_content));
        await _store.DownloadAsync(Set(_content));

        Assert.That(_server.Requests, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task A_cut_connection_is_taken_up_where_it_was_cut()
    {
        _server.Cuts.Enqueue(100_000);

        var path = await _store.DownloadAsync(Set(_content));

        Assert.That(File.ReadAllBytes(path), Is.EqualTo(_content));
        Assert.That(_server.Requests, Has.Count.EqualTo(2));
        Assert.That(_server.Requests[1], Does.Contain("Range: bytes=100000-").And.Contain("If-Range: \"one\""));
    }

    [Test]
    public async Task A_connection_that_is_cut_again_and_again_fails_and_a_later_attempt_goes_on()
    {
        Enqueue(100_000, 50_000, 25_000);

        var failure = Assert.ThrowsAsync<IOException>(() => _store.DownloadAsync(Set(_content)))!;
        Assert.That(failure.Message, Does.Contain("broke off after 175,000 bytes").And.Contain("goes on from there"));
        Assert.That(_store.Find(Set(_content)), Is.Null);
        Assert.That(PartLength(), Is.EqualTo(175_000));

        var path = await new DataSetStore(_folder.Path) { Mirror = null }.DownloadAsync(Set(_content));
        Assert.That(File.ReadAllBytes(path), Is.EqualTo(_content));
        Assert.That(_server.Requests[^1], Does.Contain("Range: bytes=175000-"));
    }

    [Test]
    public async Task A_file_that_has_changed_on_the_server_comes_from_its_beginning()
    {
        Enqueue(100_000, 1, 1);
        Assert.ThrowsAsync<IOException>(() => _store.DownloadAsync(Set(null)));
        _server.Content = Encoding.ASCII.GetBytes(new string('x', 300_000));
        _server.Tag = "\"two\"";

        var path = await _store.DownloadAsync(Set(null));

        Assert.That(_server.Requests[^1], Does.Contain("If-Range: \"one\""));
        Assert.That(File.ReadAllBytes(path), Is.EqualTo(_server.Content));
    }

    [Test]
    public async Task A_server_without_ranges_sends_all_again()
    {
        _server.IgnoresRanges = true;
        _server.Cuts.Enqueue(100_000);

        Assert.That(File.ReadAllBytes(await _store.DownloadAsync(Set(_content))), Is.EqualTo(_content));
    }

    [TestCase(null)]
    [TestCase("W/\"weak\"")]
    public async Task Without_a_strong_validator_no_part_is_trusted(string? tag)
    {
        _server.Tag = tag;
        _server.Cuts.Enqueue(100_000);

        Assert.That(File.ReadAllBytes(await _store.DownloadAsync(Set(_content))), Is.EqualTo(_content));
        Assert.That(_server.Requests[1], Does.Not.Contain("Range:"));
    }

    [Test]
    public async Task A_part_that_the_server_knows_nothing_behind_is_thrown_away()
    {
        Enqueue(100_000, 1, 1);
        Assert.ThrowsAsync<IOException>(() => _store.DownloadAsync(Set(_content)));
        _server.Refusals.Enqueue("416 Range Not Satisfiable");

        Assert.That(File.ReadAllBytes(await _store.DownloadAsync(Set(_content))), Is.EqualTo(_content));
        Assert.That(_server.Requests[^1], Does.Not.Contain("Range:"));
    }

    [Test]
    public void A_wrong_checksum_leaves_neither_file_nor_part()
    {
        var set = Set([.. _content, 1]);

        var failure = Assert.ThrowsAsync<InvalidDataException>(() => _store.DownloadAsync(set))!;

        Assert.That(failure.Message, Does.Contain(set.Checksum!.Hex).And.Contain(Sha256(_content)));
        Assert.That(Left(), Is.Empty);
    }

    [Test]
    public async Task The_first_checksum_is_recorded_where_none_is_known_and_another_file_is_refused()
    {
        var path = await _store.DownloadAsync(Set(null));
        Assert.That(
            File.ReadAllText(Path.Combine(_folder.Path, "set", "file.txt.sha256")),
            Is.EqualTo($"{Sha256(_content)}  file.txt\n"));
        File.Delete(path);
        _server.Content = [1, 2, 3];

        var failure = Assert.ThrowsAsync<InvalidDataException>(() => _store.DownloadAsync(Set(null)))!;

        Assert.That(failure.Message, Does.Contain("first download").And.Contain("file.txt.sha256"));
        Assert.That(Left(), Is.EqualTo(new[] { "file.txt.sha256" }));
    }

    [Test]
    public void A_file_that_is_gone_is_told_with_the_address_and_what_else_helps()
    {
        _server.Status = "404 Not Found";

        var failure = Assert.ThrowsAsync<IOException>(() => _store.DownloadAsync(Set(_content)))!;

        Assert.That(failure.Message, Does.Contain($"from {_server.Address}: it answered 404 Not Found"));
        Assert.That(failure.Message, Does.Contain("'nativernn data get set --from FILE'"));
    }

    [Test]
    public void Without_a_network_the_message_says_so_in_a_sentence()
    {
        var set = Set(_content) with { Addresses = [new Uri($"http://127.0.0.1:{FreePort()}/file.txt")] };

        var failure = Assert.ThrowsAsync<IOException>(() => _store.DownloadAsync(set))!;

        Assert.That(failure.Message, Does.Match(@"^set cannot be downloaded from .*: 127\.0\.0\.1 cannot be reached \(.+\)\. "));
    }

    [Test]
    public void A_name_that_nobody_knows_is_told_apart()
    {
        var set = Set(_content) with { Addresses = [new Uri("http://no-such-host.invalid/file.txt")] };

        var failure = Assert.ThrowsAsync<IOException>(() => _store.DownloadAsync(set))!;

        Assert.That(failure.Message, Does.Contain("no-such-host.invalid cannot be found; is there a network?"));
    }

    [Test]
    public async Task The_next_address_helps_where_the_first_does_not()
    {
        var set = Set(_content) with
        {
            Addresses = [new Uri($"http://127.0.0.1:{FreePort()}/file.txt"), _server.Address],
        };

        Assert.That(File.ReadAllBytes(await _store.DownloadAsync(set)), Is.EqualTo(_content));
    }

    [Test]
    public async Task A_mirror_is_asked_first()
    {
        var set = Set(_content) with { Addresses = [new Uri("http://no-such-host.invalid/file.txt")] };
        var store = new DataSetStore(_folder.Path) { Mirror = new Uri(_server.Folder) };

        Assert.That(File.ReadAllBytes(await store.DownloadAsync(set)), Is.EqualTo(_content));
        Assert.That(_server.Requests[0], Does.StartWith("GET /file.txt "));
    }

    [Test]
    public void A_cancelled_download_keeps_what_has_come()
    {
        _server.Cuts.Enqueue(100_000);
        _server.Stalls = true;
        using var cancellation = new CancellationTokenSource();
        var stop = new Reports { Then = value => CancelAt(value, 100_000, cancellation) };

        Assert.CatchAsync<OperationCanceledException>(() => _store.DownloadAsync(Set(_content), stop, cancellation.Token));

        Assert.That(PartLength(), Is.EqualTo(100_000));
        Assert.That(_store.Find(Set(_content)), Is.Null);
    }

    [Test]
    public void A_server_that_falls_silent_is_given_up_and_its_part_kept()
    {
        _server.Cuts.Enqueue(100_000);
        _server.Stalls = true;
        var store = new DataSetStore(_folder.Path) { Mirror = null, Patience = TimeSpan.FromSeconds(0.5) };

        var failure = Assert.ThrowsAsync<IOException>(() => store.DownloadAsync(Set(_content)))!;

        Assert.That(failure.Message, Does.Contain("nothing came for"));
        Assert.That(PartLength(), Is.EqualTo(100_000));
    }

    [Test]
    public void Two_downloads_of_the_same_set_do_not_write_over_each_other()
    {
        Directory.CreateDirectory(Path.Combine(_folder.Path, "set"));
        using var other = new FileStream(
            Path.Combine(_folder.Path, "set", "file.txt.part"), FileMode.Create, FileAccess.Write, FileShare.None);

        var failure = Assert.ThrowsAsync<IOException>(() => _store.DownloadAsync(Set(_content)))!;

        Assert.That(failure.Message, Does.Contain("another download of it is running"));
    }

    [Test]
    public void A_file_is_placed_by_hand_if_its_checksum_is_right()
    {
        var (right, wrong) = (_folder.File("right"), _folder.File("wrong"));
        File.WriteAllBytes(right, _content);
        File.WriteAllText(wrong, "something else");

        Assert.That(() => _store.Place(Set(_content), wrong), Throws.TypeOf<InvalidDataException>());
        Assert.That(_store.Find(Set(_content)), Is.Null);
        Assert.That(File.ReadAllBytes(_store.Place(Set(_content), right)), Is.EqualTo(_content));
        Assert.That(_server.Requests, Is.Empty);
    }

    [Test]
    public void An_archive_is_unpacked_into_its_parts()
    {
        var archive = Archive(("folder/wiki.train", "train text"), ("folder/wiki.valid", "valid text"));
        var set = ArchiveSet(archive);

        _store.Place(set, archive);

        Assert.That(File.ReadAllText(_store.Find(set)!), Is.EqualTo("train text"));
        Assert.That(File.ReadAllText(_store.Find(set, "valid")!), Is.EqualTo("valid text"));
        Assert.That(() => _store.Find(set, "test"), Throws.ArgumentException.With.Message.Contains("choose train or valid"));
    }

    [Test]
    public void An_archive_that_lacks_a_part_and_a_file_that_is_none_are_refused()
    {
        var lacking = Archive(("folder/wiki.train", "train text"));
        var foreign = _folder.File("foreign");
        File.WriteAllText(foreign, "no archive");

        Assert.That(
            () => _store.Place(ArchiveSet(lacking) with { Checksum = null }, lacking),
            Throws.TypeOf<InvalidDataException>().With.Message.Contains("holds no wiki.valid"));
        Assert.That(
            () => _store.Place(ArchiveSet(lacking) with { Checksum = null }, foreign),
            Throws.TypeOf<InvalidDataException>().With.Message.Contains("is no zip archive"));
    }

    private static DataSet SetAt(byte[]? expected, Uri? address) => new()
    {
        Name = "set",
        Title = "A set",
        Licence = "none",
        Addresses = [address ?? new Uri("http://placeholder.invalid/file.txt")],
        Checksum = expected is null ? null : new DataSetChecksum(ChecksumKind.Sha256, Sha256(expected)),
        Parts = [new DataSetPart("train", "file.txt")],
    };

    private static string Sha256(byte[] content) => Convert.ToHexStringLower(SHA256.HashData(content));

    private static void CancelAt(DataSetProgress value, long bytes, CancellationTokenSource cancellation)
    {
        if (value.Received >= bytes)
        {
            cancellation.Cancel();
        }
    }

    // Nobody listens there: the listener that had it is gone.
    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private DataSet Set(byte[]? expected) => SetAt(expected, _server.Address);

    private static DataSet ArchiveSet(string archive) => SetAt(File.ReadAllBytes(archive), null) with
    {
        Parts = [new DataSetPart("train", "a.txt", "wiki.train"), new DataSetPart("valid", "b.txt", "wiki.valid")],
    };

    private string Archive(params (string Name, string Text)[] entries)
    {
        var path = _folder.File("archive.zip");
        using var archive = ZipFile.Open(path, ZipArchiveMode.Create);
        foreach (var (name, text) in entries)
        {
            using var writer = new StreamWriter(archive.CreateEntry(name).Open());
            writer.Write(text);
        }

        return path;
    }

    private void Enqueue(params int[] cuts)
    {
        foreach (var cut in cuts)
        {
            _server.Cuts.Enqueue(cut);
        }
    }

    private string[] Left() =>
        [.. Directory.GetFiles(Path.Combine(_folder.Path, "set")).Select(path => Path.GetFileName(path)!).Order()];

    private long PartLength() => new FileInfo(Path.Combine(_folder.Path, "set", "file.txt.part")).Length;

    private sealed class Reports : IProgress<DataSetProgress>
    {
        public List<DataSetProgress> Values { get; } = [];

        public Action<DataSetProgress>? Then { get; init; }

        public void Report(DataSetProgress value)
        {
            Values.Add(value);
            Then?.Invoke(value);
        }
    }
}
