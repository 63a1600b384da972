using NativeRnn.Checkpoints.Proto;

namespace NativeRnn;

/// <summary>What the merges in a checkpoint's header must satisfy; none is taken before it has passed.</summary>
internal static class BytePairRules
{
    /// <summary>The first rule that text settings break, or null.</summary>
    internal static string? FindProblem(TextSettings text, Checkpoints.Proto.Vocabulary vocabulary)
    {
        bool isBytePair = text.Unit == Checkpoints.Proto.TokenUnit.BytePair;
        return text.BytePairs is not { } code ? (isBytePair ? "its tokens are byte pairs, but it holds no merges" : null)
            : !isBytePair ? "it holds merges, but its tokens are no byte pairs"
            : code.Spaces is not (Checkpoints.Proto.BytePairSpaces.Gpt2 or Checkpoints.Proto.BytePairSpaces.SentencePiece)
                ? $"its merges treat spaces in the unknown way {(int)code.Spaces}"
            : code.Merges.Count % 2 != 0 ? "its last merge has one token only"
            : FindMergeProblem(code, vocabulary.Tokens.ToHashSet(StringComparer.Ordinal));
    }

    private static string? FindMergeProblem(Checkpoints.Proto.BytePairCode code, HashSet<string> known)
    {
        var tokens = new BytePairTokens((BytePairSpaces)((int)code.Spaces - 1));
        if (tokens.Texts.Find(token => !known.Contains(token)) is { } missing)
        {
            return $"its vocabulary lacks the byte \"{missing}\"";
        }

        var seen = new HashSet<(int, int)>();
        var count = 0;
        foreach (var (left, right) in CodecMessages.MergesOf(code))
        {
            count++;
            string? problem = !tokens.Has(left) || !tokens.Has(right) ? "names a token that no merge before it makes"
                : !seen.Add((left, right)) ? "is there twice"
                : tokens.FindProblem(left, right)
                    ?? (known.Contains(tokens.Texts[left] + tokens.Texts[right]) ? null : "makes a token that its vocabulary lacks");
            if (problem is not null)
            {
                return $"its merge {count} ({left}, {right}) {problem}";
            }

            tokens.Add(left, right);
        }

        return null;
    }
}
