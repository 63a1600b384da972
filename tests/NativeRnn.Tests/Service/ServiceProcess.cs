using System.Diagnostics;
using System.Text.RegularExpressions;
using NativeRnn.Tests.Hosting;

namespace NativeRnn.Tests.Service;

/// <summary>The text service as a process of its own.</summary>
internal sealed partial class ServiceProcess : IDisposable
{
    private static readonly TimeSpan _patience = TimeSpan.FromMinutes(1);

    private readonly Process _process;
    private readonly List<string> _log = [];
    private readonly TaskCompletionSource<Uri> _address = new();
    private ServiceClient? _client;

    private ServiceProcess(HostedModels models)
    {
        var start = new ProcessStartInfo(
            Environment.ProcessPath!,
            [Path.Combine(AppContext.BaseDirectory, "NativeRnn.TextService.dll"), .. RunningService.Arguments(models),
            "--Limits:MaxTokens", $"{LoadRequests.MaxTokens}"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        _process = new Process { StartInfo = start };
        _process.OutputDataReceived += (_, line) => Keep(line.Data);
        _process.ErrorDataReceived += (_, line) => Keep(line.Data);
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>What it has logged.</summary>
    internal IReadOnlyList<string> Log
    {
        get
        {
            lock (_log)
            {
                return [.. _log];
            }
        }
    }

    internal bool HasExited => _process.HasExited;

    /// <summary>A client of it, once it listens.</summary>
    internal ServiceClient Client => _client!;

    /// <summary>Its resident memory in bytes.</summary>
    internal long ResidentBytes
    {
        get
        {
            _process.Refresh();
            return _process.WorkingSet64;
        }
    }

    internal static async Task<ServiceProcess> StartAsync(HostedModels models)
    {
        var service = new ServiceProcess(models);
        try
        {
            service._client = new ServiceClient(await service._address.Task.WaitAsync(_patience));
            return service;
        }
        catch
        {
            service.Dispose();
            throw;
        }
    }

    /// <summary>SIGKILL: it has no say in it.</summary>
    internal void Kill()
    {
        _process.Kill();
        _process.WaitForExit();
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            Kill();
        }
        _client?.Dispose();
        _process.Dispose();
    }

    private void Keep(string? line)
    {
        if (line is null)
        {
            return;
        }
        lock (_log)
        {
            _log.Add(line);
        }
        if (Listening().Match(line) is { Success: true } match)
        {
            _address.TrySetResult(new Uri(match.Groups[1].Value));
        }
    }

    [GeneratedRegex(@"Now listening on: (http://\S+)")]
    private static partial Regex Listening();
}
