using Microsoft.Extensions.Hosting;

namespace NativeRnn.Hosting;

/// <summary>Loads a host's models before it starts to serve.</summary>
internal sealed class ModelLoader(IEnumerable<ModelEntry> models, IServiceProvider services) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (var model in models)
        {
            await Task.Run(() => model.Resolve(services), cancellationToken).ConfigureAwait(false);
        }
    }

    // The container disposes the models, behind everything that uses them.
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
