using System.Globalization;
using System.Net.Http.Json;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text.Json;

namespace NativeRnn.Tests.Service;

/// <summary>Speaks with the text service as a client of another program would.</summary>
internal sealed class ServiceClient(Uri address) : IDisposable
{
    // A response that is disposed closes its connection, as a browser's does, instead of being read to its end.
    private readonly HttpClient _http = new(new SocketsHttpHandler { MaxResponseDrainSize = 0 }) { BaseAddress = address };

    internal HttpClient Http => _http;

    internal Task<HttpResponseMessage> PostAsync(string path, object body) => _http.PostAsJsonAsync(path, body);

    /// <summary>Asks for a text and does not wait for it.</summary>
    internal Task<HttpResponseMessage> BeginAsync(object request)
    {
        var message = new HttpRequestMessage(HttpMethod.Post, "/generate") { Content = JsonContent.Create(request) };
        return _http.SendAsync(message, HttpCompletionOption.ResponseHeadersRead);
    }

    /// <summary>The events of a text that was asked for: their type and data.</summary>
    internal static async IAsyncEnumerable<(string Type, JsonElement Data)> EventsAsync(
        HttpResponseMessage response, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        await using var stream = await response.Content.ReadAsStreamAsync(cancellation);
        var events = SseParser.Create(stream, (_, bytes) => JsonSerializer.Deserialize<JsonElement>(bytes));
        await foreach (var item in events.EnumerateAsync(cancellation))
        {
            yield return (item.EventType, item.Data);
        }
    }

    /// <summary>Reads a text to its end.</summary>
    internal static async Task<(string Text, string? Reason)> ReadAsync(HttpResponseMessage response)
    {
        var text = "";
        await foreach (var (type, data) in EventsAsync(response))
        {
            if (type == "done")
            {
                return (text, data.GetProperty("reason").GetString());
            }
            text += data.GetProperty("text").GetString();
        }
        return (text, null);
    }

    internal async Task<string[]> TranslateAsync(IReadOnlyList<string> sentences)
    {
        using var response = await PostAsync("/translate", new { sentences });
        return await TranslationsAsync(response);
    }

    /// <summary>The texts of an answer of /translate.</summary>
    internal static async Task<string[]> TranslationsAsync(HttpResponseMessage response)
    {
        response.EnsureSuccessStatusCode();
        var answer = await response.Content.ReadFromJsonAsync<JsonElement>();
        return [.. answer.GetProperty("translations").EnumerateArray().Select(one => one.GetProperty("text").GetString()!)];
    }

    /// <summary>What an error says.</summary>
    internal static async Task<string> DetailAsync(HttpResponseMessage response)
    {
        var problem = await response.Content.ReadFromJsonAsync<JsonElement>();
        return problem.GetProperty("detail").GetString()!;
    }

    /// <summary>A metric's value now, the sum of all series whose labels contain a text; 0 where there is none yet.</summary>
    internal async Task<double> MetricAsync(string name, string label = "")
    {
        var lines = (await _http.GetStringAsync("/metrics")).Split('\n');
        return lines
            .Where(line => line.StartsWith($"{name} ", StringComparison.Ordinal) || line.StartsWith($"{name}{{", StringComparison.Ordinal))
            .Where(line => line.Contains(label, StringComparison.Ordinal))
            .Sum(line => double.Parse(line[(line.LastIndexOf(' ') + 1)..], CultureInfo.InvariantCulture));
    }

    public void Dispose() => _http.Dispose();
}
