namespace NativeRnn;

/// <summary>BLEU as sacreBLEU 2.6 computes it: the number that papers report.</summary>
/// <remarks>
/// BLEU = BP · exp(1/N Σ_{n=1..N} ln p_n) · 100 %, where p_n is the share of the hypotheses' n-grams that occur in a
/// reference (each at most as often as in the reference that has it most often) and BP = min(1, exp(1 − r / c)) with c
/// and r the lengths of hypotheses and references. Numerators, denominators and lengths are summed over the corpus
/// first, so corpus BLEU is no mean of sentence BLEU. Sources: Papineni et al., ACL 2002; Post, "A Call for Clarity in
/// Reporting BLEU Scores", WMT 2018. All methods can be called from several threads.
/// </remarks>
public static class Bleu
{
    /// <summary>BLEU of a corpus with one or more references for each sentence.</summary>
    /// <param name="hypotheses">The sentences to rate, at least one.</param>
    /// <param name="references">For each hypothesis at least one reference; their number may differ.</param>
    /// <param name="options">Settings; null for the defaults.</param>
    /// <exception cref="ArgumentException">There is no hypothesis, or the lists do not fit each other.</exception>
    public static BleuScore OfCorpus(
        IReadOnlyList<string> hypotheses,
        IReadOnlyList<IReadOnlyList<string>> references,
        BleuOptions? options = null)
    {
        options ??= new BleuOptions();
        var signature = Signature(ReferenceCheck.Count(hypotheses, references), options);
        var statistics = new BleuStatistics(options.MaxOrder);
        for (var i = 0; i < hypotheses.Count; i++)
        {
            statistics.Add(
                Tokens(hypotheses[i], options), [.. references[i].Select(reference => Tokens(reference, options))]);
        }

        return BleuFormula.Apply(statistics, options, signature);
    }

    /// <summary>BLEU of a corpus with one reference for each sentence.</summary>
    /// <inheritdoc cref="OfCorpus(IReadOnlyList{string}, IReadOnlyList{IReadOnlyList{string}}, BleuOptions?)"/>
    public static BleuScore OfCorpus(
        IReadOnlyList<string> hypotheses, IReadOnlyList<string> references, BleuOptions? options = null) =>
        OfCorpus(hypotheses, ReferenceCheck.Single(references), options);

    /// <summary>BLEU of one sentence.</summary>
    /// <param name="hypothesis">The sentence to rate; an empty one scores 0.</param>
    /// <param name="references">At least one.</param>
    /// <param name="options">
    /// Settings; null for the defaults with <see cref="BleuOptions.UsesEffectiveOrder"/>, without which a sentence of
    /// fewer than four tokens scores 0.
    /// </param>
    /// <exception cref="ArgumentException">There is no reference.</exception>
    public static BleuScore OfSentence(string hypothesis, IReadOnlyList<string> references, BleuOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(hypothesis);
        ArgumentNullException.ThrowIfNull(references);
        return OfCorpus([hypothesis], [references], options ?? new BleuOptions { UsesEffectiveOrder = true });
    }

    /// <summary>Cuts a sentence into the tokens whose n-grams BLEU compares.</summary>
    /// <param name="sentence">Any text; an empty one has no tokens.</param>
    /// <param name="options">
    /// Only <see cref="BleuOptions.Tokenization"/> and <see cref="BleuOptions.IsLowercase"/> matter; null for the
    /// defaults.
    /// </param>
    public static IReadOnlyList<string> Tokenize(string sentence, BleuOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(sentence);
        options ??= new BleuOptions();
        var text = options.IsLowercase ? PythonCase.Lower(sentence) : sentence;
        return PythonText.Split(options.Tokenization == BleuTokenization.Mteval13a
            ? Mteval13aTokenizer.Tokenize(PythonText.TrimEnd(text))
            : text);
    }

    private static UnitText Tokens(string sentence, BleuOptions options) =>
        UnitText.OfWords(Tokenize(sentence, options));

    private static string Signature(string references, BleuOptions options)
    {
        var letters = options.IsLowercase ? "lc" : "mixed";
        var order = options.UsesEffectiveOrder ? "yes" : "no";
        var tokens = options.Tokenization == BleuTokenization.None ? "none" : "13a";
        return $"nrefs:{references}|case:{letters}|eff:{order}|tok:{tokens}|smooth:{Smoothing(options)}"
            + $"|version:{MetricVersion.Text}";
    }

    private static string Smoothing(BleuOptions options)
    {
        var method = options.Smoothing switch
        {
            BleuSmoothing.None => "none",
            BleuSmoothing.Floor => "floor",
            BleuSmoothing.AddK => "add-k",
            _ => "exp",
        };
        return options.EffectiveSmoothingValue is double value ? $"{method}[{PythonText.TwoDecimals(value)}]" : method;
    }
}
