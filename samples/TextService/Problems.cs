using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.RateLimiting;

namespace NativeRnn.Samples.TextService;

/// <summary>Errors as ProblemDetails with one sentence that says what to do.</summary>
internal static class Problems
{
    private const int RetrySeconds = 1;

    internal static ProblemHttpResult BadRequest(string sentence) =>
        TypedResults.Problem(sentence, statusCode: StatusCodes.Status400BadRequest);

    internal static ProblemHttpResult TooLarge(string sentence) =>
        TypedResults.Problem(sentence, statusCode: StatusCodes.Status413PayloadTooLarge);

    internal static ProblemHttpResult Busy(HttpContext context, string sentence)
    {
        AskToRetry(context);
        return TypedResults.Problem(sentence, statusCode: StatusCodes.Status429TooManyRequests);
    }

    internal static ProblemHttpResult TooLarge(ArgumentException wrong) => TooLarge(SentenceOf(wrong));

    /// <summary>What an option's setter says.</summary>
    internal static ProblemHttpResult BadOption(ArgumentException wrong) => BadRequest(SentenceOf(wrong));

    /// <summary>Lets the rate limiter's answers say when to come again; their text is <see cref="Complete"/>'s.</summary>
    internal static ValueTask SayWhenToRetry(OnRejectedContext rejected, CancellationToken cancellation)
    {
        AskToRetry(rejected.HttpContext);
        return ValueTask.CompletedTask;
    }

    /// <summary>Gives the framework's own errors a sentence.</summary>
    internal static void Complete(ProblemDetailsOptions options) => options.CustomizeProblemDetails = context =>
        context.ProblemDetails.Detail ??= context.ProblemDetails.Status switch
        {
            StatusCodes.Status400BadRequest => "The request could not be read: send JSON, such as {\"prompt\": \"The lamp \"}.",
            StatusCodes.Status404NotFound => "There is nothing here: the service has /generate, /translate, /healthz and /metrics.",
            StatusCodes.Status405MethodNotAllowed => "This address takes another method: send a POST.",
            StatusCodes.Status413PayloadTooLarge => "The request's body is too large: send a shorter text.",
            StatusCodes.Status415UnsupportedMediaType => "The body must be JSON: set Content-Type to application/json.",
            StatusCodes.Status429TooManyRequests => "As many texts as the service makes at a time are being made: try again in a second.",
            _ => "The service failed; its log says why.",
        };

    // Without the parameter's name, which is for programmers.
    private static string SentenceOf(ArgumentException wrong) => wrong.Message.Split(" (Parameter", 2)[0];

    private static void AskToRetry(HttpContext context) =>
        context.Response.Headers.RetryAfter = RetrySeconds.ToString(CultureInfo.InvariantCulture);
}
