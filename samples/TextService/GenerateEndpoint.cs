using System.Net.ServerSentEvents;
using Microsoft.Extensions.Options;
using NativeRnn.Hosting;

namespace NativeRnn.Samples.TextService;

/// <summary>/generate: a text, token by token, as server-sent events.</summary>
internal static class GenerateEndpoint
{
    /// <summary>The rate limiter's policy for it.</summary>
    internal const string Policy = "streams";

    /// <summary>Maps POST for programs, and GET for a browser's EventSource.</summary>
    internal static void MapGenerate(this WebApplication app)
    {
        app.MapPost("/generate", (GenerateRequest request, [AsParameters] Writer writer) => writer.Answer(request))
            .RequireRateLimiting(Policy);
        app.MapGet("/generate", ([AsParameters] GenerateRequest request, [AsParameters] Writer writer) => writer.Answer(request))
            .RequireRateLimiting(Policy);
    }

    /// <summary>What answers a request.</summary>
    /// <param name="Model">Makes the text.</param>
    /// <param name="Limits">What a request may ask for.</param>
    /// <param name="Drain">Ends texts when the service stops.</param>
    /// <param name="Left">Cancelled when the client leaves.</param>
    internal sealed record Writer(
        HostedLanguageModel Model, IOptions<ServiceLimits> Limits, Drain Drain, CancellationToken Left)
    {
        internal IResult Answer(GenerateRequest request) =>
            request.TryRead(Model.Model, Limits.Value, out var options, out var problem)
                ? TypedResults.ServerSentEvents(StreamAsync(request.Prompt!, options))
                : problem;

        private async IAsyncEnumerable<SseItem<GenerateEvent>> StreamAsync(string prompt, GenerationOptions options)
        {
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(Left, Drain.Over);
            await using var pieces = Model.StreamAsync(prompt, options, stop.Token).GetAsyncEnumerator(stop.Token);
            var tokens = 0;
            for (; await NextAsync(pieces); tokens++)
            {
                yield return new(new GenerateEvent(pieces.Current), "token");
            }
            yield return new(new GenerateEvent(Reason: tokens == options.Length ? "length" : "shutdown", Tokens: tokens), "done");
        }

        private async Task<bool> NextAsync(IAsyncEnumerator<string> pieces)
        {
            try
            {
                return await pieces.MoveNextAsync();
            }
            catch (OperationCanceledException) when (!Left.IsCancellationRequested)
            {
                return false;
            }
        }
    }
}
