using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace NativeRnn.Samples.TextService;

/// <summary>The answer of /healthz: 200 when the models are loaded, else 503, and what each check says.</summary>
internal static class HealthAnswer
{
    internal static Task WriteAsync(HttpContext context, HealthReport report) =>
        context.Response.WriteAsJsonAsync(new
        {
            status = report.Status.ToString(),
            checks = report.Entries.ToDictionary(entry => entry.Key, entry => entry.Value.Description),
            models = report.Entries.SelectMany(entry => entry.Value.Data).ToDictionary(model => model.Key, model => model.Value),
        });
}
