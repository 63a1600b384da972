using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace NativeRnn.Hosting;

/// <summary>Healthy when all models of the host are loaded: <c>AddHealthChecks().AddCheck&lt;ModelHealthCheck&gt;("models")</c>.</summary>
/// <param name="services">The host's.</param>
public sealed class ModelHealthCheck(IServiceProvider services) : IHealthCheck
{
    /// <summary>Looks at each model; its data says what is loaded, and how long that took.</summary>
    /// <param name="context">With the status that stands for a failure.</param>
    /// <param name="cancellationToken">Not needed: nothing is waited for.</param>
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(context);
        var models = services.GetServices<ModelEntry>().ToList();
        var data = models.ToDictionary(model => $"{model.Kind} {model.Name}", model => (object)Describe(model));
        var missing = models.Where(model => model.Loaded is null).Select(model => $"'{model.Name}'").ToList();
        return Task.FromResult(missing.Count == 0
            ? HealthCheckResult.Healthy($"{models.Count} models are loaded.", data)
            : new HealthCheckResult(
                context.Registration.FailureStatus, $"Not loaded: {string.Join(", ", missing)}; the log says why.", data: data));
    }

    private static string Describe(ModelEntry model) => model.Loaded is { } loaded
        ? string.Create(
            CultureInfo.InvariantCulture, $"{loaded.Parameters} parameters, loaded in {loaded.Duration.TotalMilliseconds:F0} ms")
        : "not loaded";
}
