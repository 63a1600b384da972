namespace NativeRnn;

/// <summary>chrF, chrF+ and chrF++ as sacreBLEU 2.6 computes them: F-scores of character n-grams.</summary>
/// <remarks>
/// F_β = (1 + β²) · P · R / (β² · P + R), where P and R are precision and recall, averaged over the orders of character
/// and word n-grams. Of several references the one with the highest score counts; matches are summed over the corpus
/// first. Sources: Popović, "chrF", WMT 2015, and "chrF++", WMT 2017. All methods can be called from several threads.
/// </remarks>
public static class ChrF
{
    /// <summary>chrF of a corpus with one or more references for each sentence.</summary>
    /// <param name="hypotheses">The sentences to rate, at least one.</param>
    /// <param name="references">For each hypothesis at least one reference; their number may differ.</param>
    /// <param name="options">Settings; null for the defaults.</param>
    /// <exception cref="ArgumentException">There is no hypothesis, or the lists do not fit each other.</exception>
    public static ChrFScore OfCorpus(
        IReadOnlyList<string> hypotheses,
        IReadOnlyList<IReadOnlyList<string>> references,
        ChrFOptions? options = null)
    {
        options ??= new ChrFOptions();
        var signature = Signature(ReferenceCheck.Count(hypotheses, references), options);
        var sums = new OrderMatches[options.CharacterOrder + options.WordOrder];
        for (var i = 0; i < hypotheses.Count; i++)
        {
            var best = BestMatches(hypotheses[i], references[i], options);
            for (var order = 0; order < sums.Length; order++)
            {
                sums[order] += best[order];
            }
        }

        return new ChrFScore
        {
            Score = ChrFFormula.Apply(sums, options),
            Name = $"chrF{options.Beta}{new string('+', options.WordOrder)}",
            Signature = signature,
        };
    }

    /// <summary>chrF of a corpus with one reference for each sentence.</summary>
    /// <inheritdoc cref="OfCorpus(IReadOnlyList{string}, IReadOnlyList{IReadOnlyList{string}}, ChrFOptions?)"/>
    public static ChrFScore OfCorpus(
        IReadOnlyList<string> hypotheses, IReadOnlyList<string> references, ChrFOptions? options = null) =>
        OfCorpus(hypotheses, ReferenceCheck.Single(references), options);

    /// <summary>chrF of one sentence.</summary>
    /// <param name="hypothesis">The sentence to rate; an empty one scores 0.</param>
    /// <param name="references">At least one.</param>
    /// <param name="options">Settings; null for the defaults.</param>
    /// <exception cref="ArgumentException">There is no reference.</exception>
    public static ChrFScore OfSentence(string hypothesis, IReadOnlyList<string> references, ChrFOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(hypothesis);
        ArgumentNullException.ThrowIfNull(references);
        return OfCorpus([hypothesis], [references], options);
    }

    // The first of equals.
    private static OrderMatches[] BestMatches(string hypothesis, IReadOnlyList<string> references, ChrFOptions options)
    {
        var own = ChrFText.NGrams(hypothesis, options);
        return references
            .Select(reference => own.Zip(ChrFText.NGrams(reference, options), OrderMatches.Of).ToArray())
            .MaxBy(matches => ChrFFormula.Apply(matches, options))!;
    }

    private static string Signature(string references, ChrFOptions options)
    {
        var letters = options.IsLowercase ? "lc" : "mixed";
        var order = options.UsesEpsilonSmoothing ? "no" : "yes";
        var space = options.CountsWhitespace ? "yes" : "no";
        return $"nrefs:{references}|case:{letters}|eff:{order}|nc:{options.CharacterOrder}|nw:{options.WordOrder}"
            + $"|space:{space}|version:{MetricVersion.Text}";
    }
}
