using Microsoft.AspNetCore.Http.HttpResults;

namespace NativeRnn.Samples.TextService;

/// <summary>What a client asks the translator for.</summary>
/// <param name="Sentences">One or more, each translated by itself.</param>
internal sealed record TranslateRequest(IReadOnlyList<string>? Sentences)
{
    /// <summary>What is wrong with it; null where nothing is.</summary>
    internal ProblemHttpResult? Check(ServiceLimits limits)
    {
        if (Sentences is not { Count: > 0 } || Sentences.Contains(null))
        {
            return Problems.BadRequest("There is nothing to translate: send {\"sentences\": [\"He is reading.\"]}.");
        }
        if (Sentences.Count > limits.MaxSentences)
        {
            return Problems.TooLarge($"{Sentences.Count} sentences are too many: send at most {limits.MaxSentences} at a time.");
        }
        var longest = Sentences.Max(sentence => sentence.Length);
        return longest > limits.MaxSentenceCharacters
            ? Problems.TooLarge($"A sentence has {longest} characters and at most {limits.MaxSentenceCharacters} are read: split it.")
            : null;
    }
}
