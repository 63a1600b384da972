namespace NativeRnn.Cli;

/// <summary>A few sentences that a translator shows its progress on.</summary>
internal static class TranslationSamples
{
    /// <summary>What makes the samples; null where none are wanted.</summary>
    /// <param name="model">The translator.</param>
    /// <param name="pairs">What it learns; sentences come from here where there is no validation.</param>
    /// <param name="validation">Pairs that it does not learn.</param>
    /// <param name="count">How many sentences.</param>
    internal static Func<string>? Of(Seq2SeqModel model, PairCorpus pairs, MeasuredPairs? validation, int count)
    {
        if (count == 0)
        {
            return null;
        }

        var sources = Choose(model, pairs, validation, count);
        return () => Describe(model, sources);
    }

    /// <summary>Sentences from all over the pairs.</summary>
    /// <param name="model">The translator.</param>
    /// <param name="pairs">What it learns; sentences come from here where there is no validation.</param>
    /// <param name="validation">Pairs that it does not learn.</param>
    /// <param name="count">How many sentences, at most.</param>
    internal static IReadOnlyList<string> Choose(
        Seq2SeqModel model, PairCorpus pairs, MeasuredPairs? validation, int count) =>
    [
        .. SourcesOf(pairs, validation)
            .Where(source => model.Source.EncodeSentence(source).Ids.Length <= Translator.MaxSourceTokens)
            .Distinct(StringComparer.Ordinal)
            .Take(count),
    ];

    private static IEnumerable<string> SourcesOf(PairCorpus pairs, MeasuredPairs? validation)
    {
        if (validation is not null)
        {
            return Spread(validation.Sentences.Count).Select(pair => validation.Sentences[pair].Source);
        }

        return pairs.IsStreamed
            ? throw new UsageException("--samples needs --valid where the pairs do not fit into memory.")
            : Spread(pairs.Count).Select(pair => pairs.SourceCodec.Decode(pairs.SourceOf(pair)));
    }

    // Files are often sorted by length: one from here and one from there.
    private static IEnumerable<int> Spread(int count)
    {
        const long Prime = 7919;
        var step = count % Prime == 0 ? 1 : Prime; // no common divisor with the count, so that every pair comes once
        return Enumerable.Range(1, count).Select(i => (int)(i * step % count));
    }

    private static string Describe(Seq2SeqModel model, IReadOnlyList<string> sources)
    {
        using var translator = new Translator(model);
        var results = translator.Translate(sources, new DecodingOptions { Method = DecodingMethod.Greedy });
        return string.Join(Environment.NewLine, results.Select(result => $"  {result.Source} → {result.Text}"));
    }
}
