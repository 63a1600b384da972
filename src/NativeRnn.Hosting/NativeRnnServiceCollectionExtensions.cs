using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using NativeRnn.Hosting;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds NativeRnn's models to a host.</summary>
public static class NativeRnnServiceCollectionExtensions
{
    /// <summary>Begins to add models; the host loads all of them before it starts, and fails to start where one cannot be.</summary>
    /// <param name="services">The host's.</param>
    /// <returns>What the models are added to.</returns>
    public static NativeRnnBuilder AddNativeRnn(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, ModelLoader>());
        return new NativeRnnBuilder(services);
    }
}
