using System.Text.Json;
using NativeRnn.Tests.Hosting;
using NUnit.Framework;

namespace NativeRnn.Tests.Service;

/// <summary>The page of the service, in a browser.</summary>
internal sealed class PageTests
{
    private HostedModels _models = null!;
    private RunningService _service = null!;
    private Browser _browser = null!;

    [OneTimeSetUp]
    public async Task Start()
    {
        _browser = await Browser.StartAsync();
        _models = new HostedModels();
        _service = await RunningService.StartAsync(_models, "--Limits:MaxTokens", "1000000");
    }

    [OneTimeTearDown]
    public async Task Stop()
    {
        if (_models is not null)
        {
            await _browser.DisposeAsync();
            await _service.DisposeAsync();
            _models.Dispose();
        }
    }

    [SetUp]
    public Task Open() => _browser.OpenAsync(_service.Address);

    [Test]
    public async Task A_click_streams_the_text_into_the_page()
    {
        var expected = _models.Writer.Generate("the lamp", new() { Length = 40, Temperature = 0.8, Seed = 5 });
        await FillAsync("generate", new() { ["prompt"] = "the lamp", ["tokens"] = "40", ["temperature"] = "0.8", ["seed"] = "5" });
        await ClickAsync("#generate button");
        await _browser.UntilAsync("document.querySelector('#generate .status').textContent === '40 tokens.'");
        Assert.That(await TextAsync("#generate output"), Is.EqualTo(expected));
    }

    [Test]
    public async Task A_long_text_grows_until_it_is_stopped()
    {
        await FillAsync("generate", new() { ["prompt"] = "the ", ["tokens"] = "1000000" });
        await ClickAsync("#generate button");
        await _browser.UntilAsync("document.querySelector('#generate output').value.length > 5");
        var length = (await TextAsync("#generate output")).Length;
        await _browser.UntilAsync($"document.querySelector('#generate output').value.length > {length}");
        await ClickAsync("#generate [name=stop]");
        await _browser.UntilAsync("document.querySelector('#generate .status').textContent === 'Stopped.'");
        await _browser.UntilAsync("!document.querySelector('#generate button').disabled");
    }

    [Test]
    public async Task Sentences_are_translated_line_by_line_and_unknown_words_named()
    {
        await FillAsync("translate", new() { ["sentences"] = "a b\n\nc zebra\n" });
        await ClickAsync("#translate button");
        await _browser.UntilAsync("document.querySelector('#translate output').value !== ''");
        Assert.That((await TextAsync("#translate output")).Split('\n'), Is.EqualTo(_models.TranslateAlone(["a b", "c zebra"])));
        Assert.That(await TextAsync("#translate .status"), Is.EqualTo("Words that the model does not know: zebra."));
    }

    [Test]
    public async Task Errors_of_the_service_are_shown()
    {
        await FillAsync("generate", new() { ["prompt"] = "", ["tokens"] = "5" });
        await ClickAsync("#generate button");
        await _browser.UntilAsync("document.querySelector('#generate .status.wrong') !== null");
        Assert.That(await TextAsync("#generate .status"), Does.StartWith("The prompt holds no token"));
        await FillAsync("translate", new() { ["sentences"] = new string('a', 501) });
        await ClickAsync("#translate button");
        await _browser.UntilAsync("document.querySelector('#translate .status.wrong') !== null");
        Assert.That(await TextAsync("#translate .status"), Does.Contain("at most 500"));
    }

    [Test]
    public async Task Every_field_has_a_label_and_nothing_comes_from_elsewhere()
    {
        var unlabelled = await _browser.EvaluateAsync(
            "[...document.querySelectorAll('input, textarea, output')].filter(field => !field.labels?.length && !field.ariaLabel).length");
        Assert.That(unlabelled!.GetValue<int>(), Is.Zero);
        var foreign = await _browser.EvaluateAsync(
            "performance.getEntriesByType('resource').filter(one => !one.name.startsWith(location.origin)).length");
        Assert.That(foreign!.GetValue<int>(), Is.Zero);
    }

    [TestCase("light")]
    [TestCase("dark")]
    public async Task Text_stands_out_from_its_ground(string scheme)
    {
        const double Enough = 4.5; // WCAG 2.2, 1.4.3
        var picture = await _browser.DrawAsync(scheme);
        if (Environment.GetEnvironmentVariable("NATIVERNN_PICTURES") is { } folder)
        {
            await File.WriteAllBytesAsync(Path.Combine(folder, $"page-{scheme}.png"), picture);
        }
        foreach (var (front, ground) in new[] { ("--ink", "--card"), ("--soft", "--card"), ("--wrong", "--card"), ("--ink", "--paper"), ("--on-accent", "--accent") })
        {
            var (one, other) = (await LuminanceAsync(front), await LuminanceAsync(ground));
            Assert.That((Math.Max(one, other) + 0.05) / (Math.Min(one, other) + 0.05), Is.GreaterThan(Enough), $"{front} on {ground}");
        }
    }

    // Relative luminance of a colour of the page, as WCAG 2.2 defines it.
    private async Task<double> LuminanceAsync(string variable)
    {
        var colour = await _browser.EvaluateAsync($$"""
            (() => {
              const probe = document.body.appendChild(document.createElement('i'));
              probe.style.color = 'var({{variable}})';
              const parts = getComputedStyle(probe).color.match(/\d+/g).map(Number);
              probe.remove();
              return parts;
            })()
            """);
        var linear = colour!.AsArray().Select(part => part!.GetValue<double>() / 255)
            .Select(part => part <= 0.04045 ? part / 12.92 : Math.Pow((part + 0.055) / 1.055, 2.4)).ToArray();
        return (0.2126 * linear[0]) + (0.7152 * linear[1]) + (0.0722 * linear[2]);
    }

    private async Task FillAsync(string form, Dictionary<string, string> values)
    {
        foreach (var (field, value) in values)
        {
            await _browser.EvaluateAsync(
                $"document.getElementById('{form}').elements['{field}'].value = {JsonSerializer.Serialize(value)}");
        }
    }

    private async Task ClickAsync(string selector) =>
        await _browser.EvaluateAsync($"document.querySelector('{selector}').click()");

    private async Task<string> TextAsync(string selector) =>
        (await _browser.EvaluateAsync($"document.querySelector('{selector}').textContent"))!.GetValue<string>();
}
