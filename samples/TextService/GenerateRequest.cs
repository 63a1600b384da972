using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Http.HttpResults;

namespace NativeRnn.Samples.TextService;

/// <summary>What a client asks the language model for; the fields of a JSON body, or of a query.</summary>
/// <param name="Prompt">The text to continue.</param>
/// <param name="Length">Tokens to make.</param>
/// <param name="Temperature">See <see cref="GenerationOptions.Temperature"/>.</param>
/// <param name="TopK">See <see cref="GenerationOptions.TopK"/>.</param>
/// <param name="TopP">See <see cref="GenerationOptions.TopP"/>.</param>
/// <param name="Seed">The same seed makes the same text; drawn at random where none is given.</param>
internal sealed record GenerateRequest(
    string? Prompt, int Length = 200, double Temperature = 0.7, int TopK = 0, double TopP = 1, ulong? Seed = null)
{
    /// <summary>Checks the request against the limits.</summary>
    /// <returns>Whether it may run; if not, <paramref name="problem"/> says why.</returns>
    internal bool TryRead(
        LanguageModel model,
        ServiceLimits limits,
        [NotNullWhen(true)] out GenerationOptions? options,
        [NotNullWhen(false)] out ProblemHttpResult? problem)
    {
        options = null;
        problem = Check(model.Codec.Encode(Prompt ?? "").Ids.Length, limits);
        if (problem is not null)
        {
            return false;
        }
        try
        {
            options = new()
            {
                Length = Length,
                Temperature = Temperature,
                TopK = TopK,
                TopP = TopP,
                Seed = Seed ?? (ulong)Random.Shared.NextInt64(),
            };
            return true;
        }
        catch (ArgumentException wrong)
        {
            problem = Problems.BadOption(wrong);
            return false;
        }
    }

    private ProblemHttpResult? Check(int promptTokens, ServiceLimits limits)
    {
        if (promptTokens == 0)
        {
            return Problems.BadRequest("The prompt holds no token: give at least one word or character in \"prompt\".");
        }
        if (promptTokens > limits.MaxPromptTokens)
        {
            return Problems.TooLarge($"The prompt has {promptTokens} tokens and at most {limits.MaxPromptTokens} are read: shorten it.");
        }
        return Length > limits.MaxTokens
            ? Problems.BadRequest($"A length of {Length} tokens is too much: ask for at most {limits.MaxTokens}.")
            : null;
    }
}
