using Microsoft.Extensions.Options;

namespace NativeRnn.Samples.TextService;

/// <summary>Lets running texts go on for a while when the service is told to stop, then ends them.</summary>
internal sealed class Drain : IDisposable
{
    private readonly CancellationTokenSource _over = new();
    private readonly CancellationTokenRegistration _stopping;

    public Drain(IHostApplicationLifetime lifetime, IOptions<ServiceLimits> limits)
    {
        Over = _over.Token;
        _stopping = lifetime.ApplicationStopping.Register(() => _over.CancelAfter(limits.Value.DrainTime));
    }

    /// <summary>Cancelled when that time is over.</summary>
    internal CancellationToken Over { get; }

    public void Dispose()
    {
        _stopping.Dispose();
        _over.Dispose();
    }
}
