using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace NativeRnn.Tests.DataSets;

/// <summary>A server on this machine that serves one file, and misbehaves as it is told.</summary>
internal sealed class LoopbackServer : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _serving;

    public LoopbackServer(byte[] content)
    {
        Content = content;
        _listener.Start();
        _serving = Task.Run(ServeAsync);
    }

    public byte[] Content { get; set; }

    /// <summary>The validator as it stands in the header, quotes included; null for none.</summary>
    public string? Tag { get; set; } = "\"one\"";

    /// <summary>Bytes of a body behind which the connection is closed, one number for each request; 0: not at all.</summary>
    public Queue<int> Cuts { get; } = [];

    /// <summary>Whether requests for a part are answered with the whole.</summary>
    public bool IgnoresRanges { get; set; }

    /// <summary>What every request is answered with instead; null: nothing else.</summary>
    public string? Status { get; set; }

    /// <summary>What the next requests are answered with instead, one for each.</summary>
    public Queue<string> Refusals { get; } = [];

    /// <summary>Whether it falls silent where it would cut.</summary>
    public bool Stalls { get; set; }

    /// <summary>The heads of the requests so far.</summary>
    public List<string> Requests { get; } = [];

    public Uri Address => new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/file.txt");

    public string Folder => new Uri(Address, ".").AbsoluteUri;

    public void Dispose()
    {
        _stop.Cancel();
        _listener.Stop();
        _serving.Wait(TimeSpan.FromSeconds(10));
        _listener.Dispose();
        _stop.Dispose();
    }

    private async Task ServeAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                using var client = await _listener.AcceptTcpClientAsync(_stop.Token);
                await AnswerAsync(client.GetStream());
            }
            catch (Exception ended) when (ended is OperationCanceledException or SocketException or IOException)
            {
                // the listener was stopped, or the client has hung up
            }
        }
    }

    private async Task AnswerAsync(NetworkStream stream)
    {
        var head = await ReadHeadAsync(stream);
        Requests.Add(head);
        var cut = Cuts.TryDequeue(out var bytes) ? bytes : 0;
        var from = RangeOf(head);
        var length = Content.Length - from;
        var status = Refusals.TryDequeue(out var refusal) ? refusal : Status ?? (from > 0 ? "206 Partial Content" : "200 OK");
        var lines = new StringBuilder($"HTTP/1.1 {status}\r\nConnection: close\r\nContent-Length: {length}\r\n");
        _ = Tag is null ? lines : lines.Append(CultureInfo.InvariantCulture, $"ETag: {Tag}\r\n");
        _ = from > 0 ? lines.Append(
            CultureInfo.InvariantCulture, $"Content-Range: bytes {from}-{Content.Length - 1}/{Content.Length}\r\n") : lines;
        await stream.WriteAsync(Encoding.ASCII.GetBytes(lines + "\r\n"), _stop.Token);
        await stream.WriteAsync(Content.AsMemory(from, cut > 0 ? Math.Min(cut, length) : length), _stop.Token);
        if (cut > 0 && Stalls)
        {
            await Task.Delay(Timeout.Infinite, _stop.Token);
        }
    }

    private static async Task<string> ReadHeadAsync(NetworkStream stream)
    {
        var head = new StringBuilder();
        var one = new byte[1];
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal) && await stream.ReadAsync(one) > 0)
        {
            head.Append((char)one[0]);
        }

        return head.ToString();
    }

    private static string? Header(string head, string name) => head.Split("\r\n")
        .FirstOrDefault(line => line.StartsWith(name + ":", StringComparison.OrdinalIgnoreCase))?[(name.Length + 1)..].Trim();

    private int RangeOf(string head)
    {
        var isAsked = Header(head, "Range") is not null && !IgnoresRanges && Status is null;
        return isAsked && Header(head, "If-Range") == Tag
            ? int.Parse(Header(head, "Range")!["bytes=".Length..].TrimEnd('-'), CultureInfo.InvariantCulture)
            : 0;
    }
}
