using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.Options;
using NativeRnn.Hosting;

namespace NativeRnn.Samples.TextService;

/// <summary>Puts the service together.</summary>
internal static class TextServiceApp
{
    private const string Model = "demo";

    /// <summary>The service, not started yet.</summary>
    /// <param name="args">--lm FILE and --translator FILE, limits such as --Limits:MaxStreams 8, and what ASP.NET Core takes.</param>
    internal static WebApplication Build(string[] args)
    {
        var builder = WebApplication.CreateBuilder(
            new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });
        AddModels(builder);
        AddLimits(builder);
        builder.Services.AddProblemDetails(Problems.Complete);
        builder.Services.AddHealthChecks().AddCheck<ModelHealthCheck>("models");
        builder.Services.AddSingleton<PrometheusMetrics>().AddSingleton<Drain>();
        var app = builder.Build();
        app.UseExceptionHandler();
        app.UseStatusCodePages();
        app.Use(RefuseLargeBody);
        app.UseDefaultFiles();
        app.UseStaticFiles();
        app.UseRateLimiter();
        app.MapGenerate();
        app.MapTranslate();
        app.MapHealthChecks("/healthz", new() { ResponseWriter = HealthAnswer.WriteAsync });
        app.MapGet("/metrics", (PrometheusMetrics metrics) => TypedResults.Text(metrics.Write(), PrometheusMetrics.ContentType));
        _ = app.Services.GetRequiredService<PrometheusMetrics>(); // listens from now on
        return app;
    }

    // A request that is refused unread, such as by the rate limiter, leaves its body to Kestrel, which closes the connection
    // of one that is too large without a word to the client.
    private static Task RefuseLargeBody(HttpContext context, RequestDelegate next)
    {
        if (context.Request.ContentLength is not { } length
            || length <= context.RequestServices.GetRequiredService<IOptions<ServiceLimits>>().Value.MaxBodyBytes)
        {
            return next(context);
        }
        context.Response.StatusCode = StatusCodes.Status413PayloadTooLarge;
        context.Response.Headers.Connection = "close";
        return Task.CompletedTask;
    }

    private static void AddModels(WebApplicationBuilder builder)
    {
        var (writer, translator) = (builder.Configuration["lm"], builder.Configuration["translator"]);
        builder.Services.AddNativeRnn()
            .AddLanguageModel(Model, options =>
            {
                options.Path = writer;
                options.Create = writer is null ? DemoModels.TrainWriter : null;
            })
            .AddTranslator(Model, options =>
            {
                options.Path = translator;
                options.Create = translator is null ? DemoModels.TrainTranslator : null;
            });
    }

    private static void AddLimits(WebApplicationBuilder builder)
    {
        builder.Services.AddOptions<ServiceLimits>().BindConfiguration(ServiceLimits.Section)
            .ValidateDataAnnotations().ValidateOnStart();
        var limits = builder.Configuration.GetSection(ServiceLimits.Section).Get<ServiceLimits>() ?? new ServiceLimits();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Limits.MaxRequestBodySize = limits.MaxBodyBytes);
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = limits.ShutdownTime);
        builder.Services.AddRateLimiter(limiter =>
        {
            limiter.RejectionStatusCode = StatusCodes.Status429TooManyRequests;
            limiter.OnRejected = Problems.SayWhenToRetry;
            limiter.AddConcurrencyLimiter(GenerateEndpoint.Policy, streams =>
            {
                streams.PermitLimit = limits.MaxStreams;
                streams.QueueLimit = 0;
            });
        });
    }
}
