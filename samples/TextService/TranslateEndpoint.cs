using Microsoft.Extensions.Options;
using NativeRnn.Hosting;

namespace NativeRnn.Samples.TextService;

/// <summary>/translate: sentences, translated in batches with those of other requests.</summary>
internal static class TranslateEndpoint
{
    internal static void MapTranslate(this WebApplication app) => app.MapPost("/translate", AnswerAsync);

    private static async Task<IResult> AnswerAsync(
        TranslateRequest request, HostedTranslator translator, IOptions<ServiceLimits> limits, HttpContext context)
    {
        if (request.Check(limits.Value) is { } problem)
        {
            return problem;
        }
        try
        {
            var translations = await translator.TranslateAsync(request.Sentences!, context.RequestAborted);
            return TypedResults.Ok(new TranslateResponse(
                [.. translations.Select(result => new TranslatedSentence(result.Text, result.UnknownTokens))]));
        }
        catch (QueueFullException full)
        {
            return Problems.Busy(context, full.Message);
        }
        catch (ArgumentException wrong)
        {
            return Problems.TooLarge(wrong);
        }
    }
}
