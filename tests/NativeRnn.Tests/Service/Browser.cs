using System.Diagnostics;
using System.Net.Http.Json;
using System.Net.WebSockets;
using System.Text.Json;
using System.Text.Json.Nodes;
using NativeRnn.Tests.Cli;
using NUnit.Framework;

namespace NativeRnn.Tests.Service;

/// <summary>A headless Chromium, driven over its debugging port.</summary>
/// <remarks>Source: Chrome DevTools Protocol.</remarks>
internal sealed class Browser : IAsyncDisposable
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(60);

    private readonly TemporaryFolder _profile = new();
    private readonly ClientWebSocket _socket = new();
    private readonly Process _process;
    private int _calls;

    private Browser(string program)
    {
        var start = new ProcessStartInfo(program, [
            "--headless=new", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--window-size=900,1000",
            "--remote-debugging-port=0", $"--user-data-dir={_profile.Path}", "about:blank",
        ])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        _process = Process.Start(start)!;
        _process.BeginOutputReadLine(); // else a full pipe would stop it
        _process.BeginErrorReadLine();
    }

    /// <summary>A browser with one empty page; ignores the test, loudly, where none is installed.</summary>
    internal static async Task<Browser> StartAsync()
    {
        var browser = new Browser(Chromium.Find());
        try
        {
            await browser.ConnectAsync();
            return browser;
        }
        catch
        {
            await browser.DisposeAsync();
            throw;
        }
    }

    /// <summary>Opens an address and waits until it is loaded.</summary>
    internal async Task OpenAsync(Uri address)
    {
        await CallAsync("Page.navigate", new() { ["url"] = address.ToString() });
        await UntilAsync($"location.href === '{address}' && document.readyState === 'complete'");
    }

    /// <summary>The value of an expression of JavaScript, as JSON.</summary>
    internal async Task<JsonNode?> EvaluateAsync(string expression)
    {
        var result = await CallAsync(
            "Runtime.evaluate", new() { ["expression"] = expression, ["returnByValue"] = true, ["awaitPromise"] = true });
        return result["exceptionDetails"] is { } wrong
            ? throw new InvalidOperationException($"{expression}: {wrong}")
            : result["result"]!["value"];
    }

    /// <summary>Waits until an expression is true.</summary>
    internal async Task UntilAsync(string condition)
    {
        var watch = Stopwatch.StartNew();
        while ((await EvaluateAsync(condition))?.GetValue<bool>() != true)
        {
            Assert.That(watch.Elapsed, Is.LessThan(_patience), $"waited for: {condition}");
            await Task.Delay(20);
        }
    }

    /// <summary>What the page looks like, as PNG.</summary>
    /// <param name="scheme">"light" or "dark".</param>
    internal async Task<byte[]> DrawAsync(string scheme)
    {
        var feature = new JsonObject { ["name"] = "prefers-color-scheme", ["value"] = scheme };
        await CallAsync("Emulation.setEmulatedMedia", new() { ["features"] = new JsonArray(feature) });
        var picture = await CallAsync("Page.captureScreenshot", []);
        return Convert.FromBase64String(picture["data"]!.GetValue<string>());
    }

    public async ValueTask DisposeAsync()
    {
        _socket.Dispose();
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
        _profile.Dispose();
    }

    private async Task ConnectAsync()
    {
        var portFile = _profile.File("DevToolsActivePort");
        var watch = Stopwatch.StartNew();
        while (!File.Exists(portFile) || new FileInfo(portFile).Length == 0)
        {
            Assert.That(watch.Elapsed < _patience && !_process.HasExited, "the browser does not start");
            await Task.Delay(50);
        }
        using var http = new HttpClient();
        var pages = await http.GetFromJsonAsync<JsonArray>($"http://127.0.0.1:{File.ReadLines(portFile).First()}/json/list");
        var page = pages!.First(one => one!["type"]!.GetValue<string>() == "page")!;
        await _socket.ConnectAsync(new Uri(page["webSocketDebuggerUrl"]!.GetValue<string>()), CancellationToken.None);
    }

    private async Task<JsonNode> CallAsync(string method, JsonObject parameters)
    {
        using var patience = new CancellationTokenSource(_patience);
        var id = ++_calls;
        var call = new JsonObject { ["id"] = id, ["method"] = method, ["params"] = parameters };
        await _socket.SendAsync(JsonSerializer.SerializeToUtf8Bytes(call), WebSocketMessageType.Text, true, patience.Token);
        while (true)
        {
            var answer = await ReceiveAsync(patience.Token);
            if (answer["id"]?.GetValue<int>() == id)
            {
                return answer["result"] ?? throw new InvalidOperationException($"{method}: {answer}");
            }
        }
    }

    private async Task<JsonNode> ReceiveAsync(CancellationToken cancellation)
    {
        var (message, buffer) = (new MemoryStream(), new byte[1 << 16]);
        WebSocketReceiveResult part;
        do
        {
            part = await _socket.ReceiveAsync(buffer, cancellation);
            message.Write(buffer, 0, part.Count);
        }
        while (!part.EndOfMessage);
        return JsonNode.Parse(message.ToArray())!;
    }
}
