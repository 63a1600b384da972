using System.Text.Json;
using NativeRnn.Cli;
using NativeRnn.Tests.DataSets;
using NUnit.Framework;

namespace NativeRnn.Tests.Cli;

public sealed class DataCommandTests
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(60);
    private TemporaryFolder _folder = null!;

    [SetUp]
    public void Start() => _folder = new TemporaryFolder();

    [TearDown]
    public void Stop() => _folder.Dispose();

    [Test]
    public void A_path_is_printed_alone_once_the_data_set_is_here()
    {
        var text = SharedFolder.File("data", "timemachine.txt");

        var before = Run([], "data", "path", "timemachine");
        var got = Run([], "data", "get", "timemachine", "--from", text);
        var after = Run([], "data", "path", "timemachine");

        Assert.That((before.Code, before.Output), Is.EqualTo((ExitCode.Failed, "")));
        Assert.That(before.Error, Does.Contain("'nativernn data get timemachine' downloads it"));
        Assert.That(got.Code, Is.EqualTo(ExitCode.Done), got.Error);
        Assert.That(after.Output, Is.EqualTo(got.Output));
        Assert.That(File.ReadAllBytes(after.Output.TrimEnd()), Is.EqualTo(File.ReadAllBytes(text)));
    }

    [Test]
    public void A_data_set_comes_from_a_mirror()
    {
        var text = File.ReadAllBytes(SharedFolder.File("data", "timemachine.txt"));
        using var server = new LoopbackServer(text);

        var run = Run(
            new Dictionary<string, string> { [DataSetStore.MirrorVariable] = server.Folder }, "data", "get", "timemachine");

        Assert.That(run.Code, Is.EqualTo(ExitCode.Done), run.Error);
        Assert.That(File.ReadAllBytes(run.Output.TrimEnd()), Is.EqualTo(text));
        Assert.That(run.Error, Does.Contain("public domain").And.Contain("0.2 of 0.2 MB"));
        Assert.That(server.Requests[0], Does.StartWith("GET /timemachine.txt "));
    }

    [Test]
    public void A_file_that_is_not_the_data_set_is_told_in_a_sentence()
    {
        var other = _folder.File("other.txt");
        File.WriteAllText(other, "something else");

        var run = Run([], "data", "get", "text8", "--from", other);

        Assert.That(run.Code, Is.EqualTo(ExitCode.Failed));
        Assert.That(run.Error, Does.Match("^nativernn: The file is not text8: its checksum is SHA-256 [0-9a-f]{64}, not .*\n$"));
    }

    [Test]
    public void The_list_names_all_with_licence_and_checksum()
    {
        var lines = CliRun.Of("data", "list", "--json").JsonLines();

        Assert.That(
            lines.Select(line => line.GetProperty("name").GetString()),
            Is.EqualTo(DataSetCatalog.All.Select(set => set.Name)));
        Assert.That(lines[0].GetProperty("bytes").GetInt64(), Is.EqualTo(178_979));
        Assert.That(lines[1].GetProperty("bytes").ValueKind, Is.EqualTo(JsonValueKind.Null));
        Assert.That(lines[1].GetProperty("checksum").GetString(), Does.StartWith("SHA-1 "));
        Assert.That(CliRun.Of("data", "list").Output, Does.Contain("CC BY-SA 3.0").And.Contain("data get NAME"));
    }

    [Test]
    public void Wrong_names_are_wrong_usage()
    {
        Assert.That(CliRun.Of("data", "path", "nothing").Code, Is.EqualTo(ExitCode.Usage));
        Assert.That(CliRun.Of("data", "path", "text8", "--part", "valid").Error, Does.Contain("choose train"));
        Assert.That(CliRun.Of("data").Error, Does.Contain("'data list'"));
    }

    private CliRun Run(Dictionary<string, string> variables, params string[] arguments)
    {
        variables["NATIVERNN_CACHE_DIR"] = _folder.Path;
        using var process = CliProcess.StartWith(variables, arguments);
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        if (!process.WaitForExit(_patience))
        {
            process.Kill(entireProcessTree: true);
            Assert.Fail($"The process did not end within {_patience}.");
        }

        return new CliRun(process.ExitCode, output.Result, error.Result);
    }
}
