namespace NativeRnn;

/// <summary>Checks that every hypothesis has references.</summary>
internal static class ReferenceCheck
{
    /// <summary>The field <c>nrefs</c> of a signature: the references of each hypothesis, or <c>var</c>.</summary>
    /// <exception cref="ArgumentException">There is no hypothesis, or the lists do not fit each other.</exception>
    internal static string Count(IReadOnlyList<string> hypotheses, IReadOnlyList<IReadOnlyList<string>> references)
    {
        ArgumentNullException.ThrowIfNull(hypotheses);
        ArgumentNullException.ThrowIfNull(references);
        if (hypotheses.Count == 0)
        {
            throw new ArgumentException("There is no hypothesis; give at least one.", nameof(hypotheses));
        }

        if (hypotheses.Count != references.Count)
        {
            throw new ArgumentException(
                $"There are {hypotheses.Count} hypotheses but references for {references.Count}; give as many.",
                nameof(references));
        }

        for (var i = 0; i < references.Count; i++)
        {
            if (hypotheses[i] is null)
            {
                throw new ArgumentException($"Hypothesis {i} is null; give an empty text.", nameof(hypotheses));
            }

            ThrowIfIncomplete(references[i], i);
        }

        return references.All(some => some.Count == references[0].Count) ? $"{references[0].Count}" : "var";
    }

    /// <summary>Gives each hypothesis its one reference as a list.</summary>
    internal static IReadOnlyList<string>[] Single(IReadOnlyList<string> references)
    {
        ArgumentNullException.ThrowIfNull(references);
        return [.. references.Select(reference => new[] { reference })];
    }

    private static void ThrowIfIncomplete(IReadOnlyList<string> references, int index)
    {
        if (references is null || references.Count == 0 || references.Contains(null!))
        {
            throw new ArgumentException(
                $"Hypothesis {index} needs at least one reference, none null.", nameof(references));
        }
    }
}
