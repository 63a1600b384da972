using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using NativeRnn.Samples.TextService;
using NativeRnn.Tests.Hosting;
using NUnit.Framework;

namespace NativeRnn.Tests.Service;

internal sealed partial class TextServiceTests
{
    private const int Endless = 10_000_000; // tokens that no test waits for

    private HostedModels _models = null!;
    private RunningService _service = null!;

    private ServiceClient Client => _service.Client;

    [OneTimeSetUp]
    public async Task Start()
    {
        _models = new HostedModels();
        _service = await RunningService.StartAsync(_models);
    }

    [OneTimeTearDown]
    public async Task Stop()
    {
        await _service.DisposeAsync();
        _models.Dispose();
    }

    [Test]
    public async Task A_stream_is_the_generators_own_text_for_the_same_seed()
    {
        var options = new GenerationOptions { Length = 60, Temperature = 1.2, TopK = 9, TopP = 0.9, Seed = 11 };
        using var response = await Client.BeginAsync(
            new { prompt = "the lamp", length = 60, temperature = 1.2, topK = 9, topP = 0.9, seed = 11 });
        Assert.That(response.Content.Headers.ContentType!.MediaType, Is.EqualTo("text/event-stream"));
        Assert.That(
            await ServiceClient.ReadAsync(response), Is.EqualTo((_models.Writer.Generate("the lamp", options), "length")));
    }

    [Test]
    public async Task A_browsers_event_source_gets_the_same_by_a_query_with_defaults()
    {
        using var response = await Client.Http.GetAsync("/generate?prompt=the%20lamp&seed=4");
        var expected = _models.Writer.Generate("the lamp", new() { Length = 200, Temperature = 0.7, Seed = 4 });
        Assert.That((await ServiceClient.ReadAsync(response)).Text, Is.EqualTo(expected));
    }

    [Test]
    public async Task Each_token_is_an_event_of_its_own_and_the_last_event_counts_them()
    {
        using var response = await Client.BeginAsync(new { prompt = "the ", length = 5 });
        var events = new List<(string Type, JsonElement Data)>();
        await foreach (var one in ServiceClient.EventsAsync(response))
        {
            events.Add(one);
        }
        Assert.That(events.Select(one => one.Type), Is.EqualTo(new[] { "token", "token", "token", "token", "token", "done" }));
        Assert.That(events[^1].Data.GetProperty("tokens").GetInt32(), Is.EqualTo(5));
    }

    [Test]
    public async Task Without_a_seed_texts_differ()
    {
        var texts = await Task.WhenAll(Enumerable.Range(0, 2).Select(async _ =>
        {
            using var response = await Client.BeginAsync(new { prompt = "the ", length = 60, temperature = 2 });
            return (await ServiceClient.ReadAsync(response)).Text;
        }));
        Assert.That(texts[1], Is.Not.EqualTo(texts[0]));
    }

    [Test]
    public async Task Translations_of_many_requests_at_once_are_those_of_each_sentence_alone()
    {
        var sentences = HostedModels.Sentences(30);
        var before = await Client.MetricAsync("nativernn_hosting_batch_size_sum");
        var answers = await Task.WhenAll(sentences.Chunk(3).Select(Client.TranslateAsync));
        Assert.That(answers.SelectMany(texts => texts), Is.EqualTo(_models.TranslateAlone(sentences)));
        Assert.That(await Client.MetricAsync("nativernn_hosting_batch_size_sum") - before, Is.EqualTo(30));
    }

    [Test]
    public async Task Unknown_words_of_a_sentence_are_named()
    {
        using var response = await Client.PostAsync("/translate", new { sentences = new[] { "a zebra" } });
        Assert.That(await response.Content.ReadAsStringAsync(), Does.Contain("\"unknownTokens\":[\"zebra\"]"));
    }

    private static IEnumerable<TestCaseData> WrongRequests() =>
    [
        Wrong("/generate", "{", 400, "send JSON"),
        Wrong("/generate", "[1]", 400, "send JSON"),
        Wrong("/generate", "{}", 400, "prompt holds no token"),
        Wrong("/generate", """{"prompt":"a","length":-1}""", 400, "Length"),
        Wrong("/generate", """{"prompt":"a","length":1001}""", 400, "at most 1000"),
        Wrong("/generate", """{"prompt":"a","temperature":-1}""", 400, "temperature must be 0 or more"),
        Wrong("/generate", """{"prompt":"a","topP":0}""", 400, "Top-p must be above 0"),
        Wrong("/generate", """{"prompt":"a","seed":-1}""", 400, "send JSON"),
        Wrong("/generate", $$"""{"prompt":"{{new string('a', 501)}}"}""", 413, "at most 500"),
        Wrong("/generate", $$"""{"prompt":"{{new string('a', 70_000)}}"}""", 413, "too large"),
        Wrong("/translate", "{}", 400, "nothing to translate"),
        Wrong("/translate", """{"sentences":[]}""", 400, "nothing to translate"),
        Wrong("/translate", """{"sentences":["a",null]}""", 400, "nothing to translate"),
        Wrong("/translate", $$"""{"sentences":["{{new string('a', 501)}}"]}""", 413, "at most 500"),
        Wrong("/translate", $$"""{"sentences":[{{string.Join(',', Enumerable.Repeat("\"a\"", 33))}}]}""", 413, "at most 32"),
        Wrong("/nowhere", "{}", 404, "/generate, /translate"),
    ];

    [TestCaseSource(nameof(WrongRequests))]
    public async Task A_wrong_request_is_told_what_to_do(string path, string body, int status, string sentence)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using var response = await Client.Http.PostAsync(path, content);
        Assert.That((int)response.StatusCode, Is.EqualTo(status));
        Assert.That(response.Content.Headers.ContentType!.MediaType, Is.EqualTo("application/problem+json"));
        Assert.That(await ServiceClient.DetailAsync(response), Does.Contain(sentence));
    }

    [Test]
    public async Task A_body_that_is_too_large_is_the_last_of_its_connection_and_that_is_said()
    {
        using var content = new StringContent(new string('a', 70_000), Encoding.UTF8, "application/json");
        using var response = await Client.Http.PostAsync("/generate", content);
        Assert.That((int)response.StatusCode, Is.EqualTo(413));
        Assert.That(response.Headers.ConnectionClose, Is.True);
    }

    [Test]
    public async Task Another_method_or_type_of_body_is_told_what_to_do()
    {
        using var get = await Client.Http.GetAsync("/translate");
        Assert.That(((int)get.StatusCode, await ServiceClient.DetailAsync(get)), Is.EqualTo((405, "This address takes another method: send a POST.")));
        using var content = new StringContent("the ");
        using var text = await Client.Http.PostAsync("/generate", content);
        Assert.That(((int)text.StatusCode, await ServiceClient.DetailAsync(text)), Is.EqualTo((415, "The body must be JSON: set Content-Type to application/json.")));
    }

    [Test]
    public async Task More_streams_than_the_limit_are_asked_to_come_again_and_then_served()
    {
        await using var service = await RunningService.StartAsync(_models, "--Limits:MaxStreams", "1", "--Limits:MaxTokens", $"{Endless}");
        using (var first = await service.Client.BeginAsync(new { prompt = "the ", length = Endless }))
        {
            using var second = await service.Client.BeginAsync(new { prompt = "the ", length = 3 });
            Assert.That(second.StatusCode, Is.EqualTo(HttpStatusCode.TooManyRequests));
            Assert.That(second.Headers.RetryAfter!.Delta, Is.EqualTo(TimeSpan.FromSeconds(1)));
            Assert.That(await ServiceClient.DetailAsync(second), Does.Contain("try again in a second"));
        }
        await UntilAsync(async () =>
        {
            using var third = await service.Client.BeginAsync(new { prompt = "the ", length = 3 });
            return third.StatusCode == HttpStatusCode.OK;
        });
    }

    [Test]
    public async Task A_client_that_leaves_stops_its_text()
    {
        await using var service = await RunningService.StartAsync(_models, "--Limits:MaxTokens", $"{Endless}");
        var (client, stopped) = (service.Client, "outcome=\"stopped\"");
        var (streams, tokens) = ("nativernn_hosting_streams_total", "nativernn_generation_tokens_total");
        var (streamsBefore, tokensBefore) = (await client.MetricAsync(streams, stopped), await client.MetricAsync(tokens));
        using (var response = await client.BeginAsync(new { prompt = "the ", length = Endless }))
        {
            Assert.That(await ServiceClient.EventsAsync(response).Take(3).CountAsync(), Is.EqualTo(3));
        }
        await UntilAsync(async () => await client.MetricAsync("nativernn_hosting_streams_active") == 0);
        Assert.That(await client.MetricAsync(streams, stopped) - streamsBefore, Is.EqualTo(1));
        var made = await client.MetricAsync(tokens);
        Assert.That(made - tokensBefore, Is.GreaterThanOrEqualTo(3).And.LessThan(Endless));
        await Task.Delay(200);
        Assert.That(await client.MetricAsync(tokens), Is.EqualTo(made));
    }

    [Test]
    public async Task A_running_text_gets_to_finish_when_the_service_is_told_to_stop()
    {
        const int Length = 3000;
        await using var service = await RunningService.StartAsync(_models, "--Limits:MaxTokens", $"{Length}");
        using var response = await service.Client.BeginAsync(new { prompt = "the ", length = Length, seed = 1 });
        var stopping = service.App.StopAsync();
        var (text, reason) = await ServiceClient.ReadAsync(response);
        await stopping;
        Assert.That(reason, Is.EqualTo("length"));
        Assert.That(text, Is.EqualTo(_models.Writer.Generate("the ", new() { Length = Length, Temperature = 0.7, Seed = 1 })));
        Assert.That(() => service.Client.Http.GetAsync("/healthz"), Throws.InstanceOf<HttpRequestException>());
    }

    [Test]
    public async Task A_text_that_would_take_too_long_is_told_that_the_service_stops()
    {
        await using var service = await RunningService.StartAsync(_models, "--Limits:MaxTokens", $"{Endless}", "--Limits:DrainSeconds", "0.3");
        using var response = await service.Client.BeginAsync(new { prompt = "the ", length = Endless });
        var stopping = service.App.StopAsync();
        var (text, reason) = await ServiceClient.ReadAsync(response);
        Assert.That(reason, Is.EqualTo("shutdown"));
        Assert.That(text, Has.Length.GreaterThan(3));
        Assert.That(() => stopping.WaitAsync(TimeSpan.FromSeconds(5)), Throws.Nothing);
    }

    [Test]
    public async Task Health_names_the_models()
    {
        var answer = await Client.Http.GetStringAsync("/healthz");
        Assert.That(answer, Does.StartWith("{\"status\":\"Healthy\"")
            .And.Contain($"\"language model demo\":\"{_models.Writer.Parameters.Count} parameters")
            .And.Contain("\"translator demo\":"));
    }

    [Test]
    public async Task Metrics_are_in_prometheus_text_format()
    {
        using (var response = await Client.BeginAsync(new { prompt = "the ", length = 4 }))
        {
            await ServiceClient.ReadAsync(response);
        }
        using var answer = await Client.Http.GetAsync("/metrics");
        Assert.That(answer.Content.Headers.ContentType!.ToString(), Does.StartWith("text/plain; version=0.0.4"));
        var text = await answer.Content.ReadAsStringAsync();
        Assert.That(text, Does.EndWith("\n"));
        var lines = text.TrimEnd('\n').Split('\n');
        Assert.That(lines, Is.All.Matches(ExpositionLine().ToString()), "each line is a comment or a sample");
        var name = "";
        foreach (var line in lines)
        {
            name = line.StartsWith("# TYPE ", StringComparison.Ordinal) ? line.Split(' ')[2] : name;
            Assert.That(line.StartsWith('#') || line.StartsWith(name, StringComparison.Ordinal), line);
        }
        Assert.That(lines, Is.SupersetOf(new[]
        {
            "# TYPE nativernn_generation_tokens_total counter",
            "# TYPE nativernn_generation_time_to_first_token_seconds histogram",
            "# TYPE nativernn_hosting_streams_active gauge",
            "nativernn_hosting_streams_active{nativernn_model=\"demo\"} 0",
        }));
        var buckets = lines.Where(line => line.StartsWith("nativernn_generation_duration_seconds_bucket", StringComparison.Ordinal))
            .Select(line => long.Parse(line.Split(' ')[1])).ToArray();
        Assert.That(buckets, Is.Ordered.And.Length.EqualTo(14));
        Assert.That(buckets[^1], Is.EqualTo(await Client.MetricAsync("nativernn_generation_duration_seconds_count")).And.Positive);
    }

    [Test]
    [Category("Acceptance")]
    public async Task Without_models_small_ones_are_trained_that_write_words_and_translate()
    {
        await using var app = TextServiceApp.Build(["--urls", "http://127.0.0.1:0"]);
        await app.StartAsync();
        using var client = new ServiceClient(new Uri(app.Urls.Single()));
        Assert.That(await client.TranslateAsync(["He is buying two books."]), Has.One.Contains("livres"));
        using var response = await client.BeginAsync(new { prompt = "The lamp ", length = 300, temperature = 0.3, seed = 1 });
        var (text, _) = await ServiceClient.ReadAsync(response);
        var known = File.ReadAllText(RepositoryFolder.File("data", "lighthouse.txt")).Split(' ', '\n', ',', '.');
        var words = text.Split(' ', '\n', ',', '.')[..^1]; // the last one is cut
        Assert.That(words.Count(known.Contains), Is.GreaterThan(words.Length * 0.8), text);
    }

    [Test]
    public void Limits_that_allow_nothing_are_refused_at_the_start() => Assert.That(
        () => RunningService.StartAsync(_models, "--Limits:MaxTokens", "0"), Throws.Exception.With.Message.Contains("MaxTokens"));

    private static TestCaseData Wrong(string path, string body, int status, string sentence) =>
        new TestCaseData(path, body, status, sentence).SetArgDisplayNames(path, body.Length < 40 ? body : $"{body.Length} bytes");

    private static async Task UntilAsync(Func<Task<bool>> condition)
    {
        for (var tries = 0; !await condition(); tries++)
        {
            Assert.That(tries, Is.LessThan(200), "waited for 10 seconds");
            await Task.Delay(50);
        }
    }

    // Source: Prometheus, "Exposition formats".
    [GeneratedRegex(@"^(# (HELP|TYPE) [a-z_]+ .*|[a-z_]+(\{([a-z_]+=""([^""\\]|\\.)*"",?)+\})? -?[0-9.E+-]+)$")]
    private static partial Regex ExpositionLine();
}
