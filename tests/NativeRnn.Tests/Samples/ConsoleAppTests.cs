using NativeRnn.Tests.Hosting;
using NUnit.Framework;

namespace NativeRnn.Tests.Samples;

public class ConsoleAppTests
{
    private HostedModels _models = null!;

    [OneTimeSetUp]
    public void Train() => _models = new HostedModels();

    [OneTimeTearDown]
    public void Dispose() => _models.Dispose();

    [Test]
    public void It_continues_a_prompt()
    {
        var run = ShellLine.RunSample("ConsoleApp", "generate", _models.WriterFile, "the lamp");
        var expected = _models.Writer.Generate("the lamp", new() { Length = 200, Temperature = 0.5 });
        Assert.That(run, Is.EqualTo(new Cli.CliRun(0, $"the lamp{expected}{Environment.NewLine}", "")));
    }

    [Test]
    public void It_translates_line_by_line()
    {
        var run = ShellLine.RunSampleOnInput("a b\nc\n", "ConsoleApp", "translate", _models.TranslatorFile);
        var expected = _models.TranslateAlone(["a b", "c"]).Select(text => text + Environment.NewLine);
        Assert.That(run, Is.EqualTo(new Cli.CliRun(0, string.Concat(expected), "")));
    }

    [Test]
    public void It_says_what_is_wrong()
    {
        var missing = ShellLine.RunSample("ConsoleApp", "generate", "nowhere.nrnn", "the");
        Assert.That((missing.Code, missing.Output), Is.EqualTo((1, "")));
        Assert.That(missing.Error, Does.Contain("nowhere.nrnn"));
        Assert.That(ShellLine.RunSample("ConsoleApp").Code, Is.EqualTo(2));
    }
}
