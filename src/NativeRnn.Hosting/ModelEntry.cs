using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace NativeRnn.Hosting;

/// <summary>A model that was added to a host, and what is known of it once it is loaded.</summary>
internal sealed class ModelEntry
{
    private readonly Type _service;

    internal ModelEntry(string kind, string name, Type service)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        (Kind, Name, _service) = (kind, name, service);
    }

    /// <summary>In words, such as "translator".</summary>
    internal string Kind { get; }

    /// <summary>The key of its services.</summary>
    internal string Name { get; }

    /// <summary>Null until it is loaded.</summary>
    internal LoadedModel? Loaded { get; private set; }

    /// <summary>Has the container load it.</summary>
    internal void Resolve(IServiceProvider services) => services.GetRequiredKeyedService(_service, Name);

    /// <summary>Loads it, and tells the log and the health check.</summary>
    internal TModel Load<TModel>(Func<TModel> open, Func<TModel, long> parameters, ILogger logger)
    {
        try
        {
            var began = Stopwatch.GetTimestamp();
            var model = open();
            Loaded = new LoadedModel(parameters(model), Stopwatch.GetElapsedTime(began));
            logger.ModelLoaded(Kind, Name, Loaded.Parameters, (long)Loaded.Duration.TotalMilliseconds);
            return model;
        }
        catch (Exception exception)
        {
            logger.LoadFailed(exception, Kind, Name);
            throw;
        }
    }
}
