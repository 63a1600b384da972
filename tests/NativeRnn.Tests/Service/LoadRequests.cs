using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Text;
using NativeRnn.Tests.Hosting;

namespace NativeRnn.Tests.Service;

/// <summary>What clients of the service ask for, right and wrong, with what it has to answer.</summary>
internal sealed class LoadRequests
{
    /// <summary>The longest text that a service allows for these requests: far more than the sockets' buffers hold.</summary>
    internal const int MaxTokens = 100_000;

    private const int Texts = 24;
    private static readonly string[] _prompts = ["t", "the lamp", "and the ship sails by the"];

    private static readonly (string Path, string Body, int Status)[] _wrong =
    [
        ("/generate", "{", 400),
        ("/generate", """{"length":5}""", 400),
        ("/generate", """{"prompt":"a","length":-1}""", 400),
        ("/translate", """{"sentences":[]}""", 400),
        ("/generate", """{"prompt":"a","length":100001}""", 400),
        ("/generate", $$"""{"prompt":"{{new string('a', 70_000)}}"}""", 413),
        ("/generate", $$"""{"prompt":"{{new string('a', 600)}}"}""", 413),
        ("/translate", $$"""{"sentences":[{{string.Join(',', Enumerable.Repeat("\"a\"", 40))}}]}""", 413),
    ];

    private readonly string[] _texts;
    private readonly string[] _sentences = HostedModels.Sentences(40);
    private readonly string[] _translations;

    internal LoadRequests(HostedModels models)
    {
        _texts = [.. Enumerable.Range(0, Texts).Select(i => models.Writer.Generate(
            _prompts[i % _prompts.Length], new() { Length = LengthOf(i), Temperature = 0.7, Seed = (ulong)i }))];
        _translations = models.TranslateAlone(_sentences);
    }

    /// <summary>What became of the requests, by kind.</summary>
    internal ConcurrentDictionary<string, int> Outcomes { get; } = new();

    /// <summary>Milliseconds, by what was waited for.</summary>
    internal ConcurrentDictionary<string, ConcurrentBag<double>> Latencies { get; } = new();

    /// <summary>Translates until batches of nearly all shapes have been seen, and the primitives for them are prepared.</summary>
    internal async Task WarmUpAsync(ServiceClient client, Random random)
    {
        const int Requests = 250; // of each client
        for (var i = 0; i < Requests; i++)
        {
            AddOutcome(await TranslateAsync(client, random));
        }
    }

    /// <summary>One request, of a kind drawn at random.</summary>
    internal async Task RunAsync(ServiceClient client, Random random)
    {
        var outcome = random.Next(100) switch
        {
            < 45 => await GenerateAsync(client, random.Next(Texts)),
            < 75 => await TranslateAsync(client, random),
            < 90 => await AskWronglyAsync(client, random),
            _ => await AbandonAsync(client, random),
        };
        AddOutcome(outcome);
    }

    internal int Count(string outcome) => Outcomes.GetValueOrDefault(outcome);

    private static int LengthOf(int text) => 10 + (8 * text);

    private static object Text(int text, int length) =>
        new { prompt = _prompts[text % _prompts.Length], length, temperature = 0.7, seed = text };

    private async Task<string> GenerateAsync(ServiceClient client, int text)
    {
        var began = Stopwatch.GetTimestamp();
        using var response = await client.BeginAsync(Text(text, LengthOf(text)));
        if (response.StatusCode == HttpStatusCode.TooManyRequests)
        {
            return "text refused";
        }
        var made = new StringBuilder();
        await foreach (var (type, data) in ServiceClient.EventsAsync(response))
        {
            if (made.Length == 0 && type == "token")
            {
                Time("time to first token", began);
            }
            made.Append(type == "token" ? data.GetProperty("text").GetString() : "");
        }
        Time("whole text", began);
        return made.ToString() == _texts[text] ? "text right" : "WRONG text";
    }

    private async Task<string> TranslateAsync(ServiceClient client, Random random)
    {
        var first = random.Next(_sentences.Length - 4);
        var last = first + 1 + random.Next(4);
        var began = Stopwatch.GetTimestamp();
        using var response = await client.PostAsync("/translate", new { sentences = _sentences[first..last] });
        if (response.StatusCode == HttpStatusCode.TooManyRequests)
        {
            return "translation refused";
        }
        var made = await ServiceClient.TranslationsAsync(response);
        Time("translation", began);
        return made.AsSpan().SequenceEqual(_translations.AsSpan(first..last)) ? "translation right" : "WRONG translation";
    }

    private async Task<string> AskWronglyAsync(ServiceClient client, Random random)
    {
        var (path, body, status) = _wrong[random.Next(_wrong.Length)];
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        var began = Stopwatch.GetTimestamp();
        using var response = await client.Http.PostAsync(path, content);
        if (response.StatusCode == HttpStatusCode.TooManyRequests) // full as it is, the service did not look at it
        {
            return "mistake refused";
        }
        Time("mistake", began);
        return (int)response.StatusCode == status && (await ServiceClient.DetailAsync(response)).Length > 0
            ? "mistake told"
            : $"WRONG answer {response.StatusCode} to a mistake";
    }

    // The longest text that there is, left after some tokens.
    private static async Task<string> AbandonAsync(ServiceClient client, Random random)
    {
        using var response = await client.BeginAsync(Text(random.Next(Texts), length: MaxTokens));
        if (response.StatusCode == HttpStatusCode.TooManyRequests)
        {
            return "text refused";
        }
        var read = await ServiceClient.EventsAsync(response).Take(1 + random.Next(20)).CountAsync();
        return read > 0 ? "text abandoned" : "WRONG end of a text";
    }

    private void AddOutcome(string outcome) => Outcomes.AddOrUpdate(outcome, 1, (_, count) => count + 1);

    private void Time(string what, long began) =>
        Latencies.GetOrAdd(what, _ => []).Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
}
