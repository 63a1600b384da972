using Microsoft.AspNetCore.Builder;
using NativeRnn.Samples.TextService;
using NativeRnn.Tests.Hosting;

namespace NativeRnn.Tests.Service;

/// <summary>The text service on a loopback port, in this process.</summary>
internal sealed class RunningService : IAsyncDisposable
{
    private RunningService(WebApplication app)
    {
        App = app;
        Address = new Uri(app.Urls.Single());
        Client = new ServiceClient(Address);
    }

    internal WebApplication App { get; }

    internal Uri Address { get; }

    internal ServiceClient Client { get; }

    internal static async Task<RunningService> StartAsync(HostedModels models, params string[] more)
    {
        var app = TextServiceApp.Build([.. Arguments(models), "--Logging:LogLevel:Default", "Warning", .. more]);
        try
        {
            await app.StartAsync();
            return new RunningService(app);
        }
        catch
        {
            await app.DisposeAsync();
            throw;
        }
    }

    /// <summary>A free port and the models.</summary>
    internal static string[] Arguments(HostedModels models) =>
        ["--urls", "http://127.0.0.1:0", "--lm", models.WriterFile, "--translator", models.TranslatorFile];

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await App.DisposeAsync();
    }
}
