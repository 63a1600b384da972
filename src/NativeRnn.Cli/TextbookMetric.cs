namespace NativeRnn.Cli;

/// <summary>The textbook's BLEU over lines.</summary>
/// <param name="options">Tokenisation, letters and the highest order; the rest does not matter.</param>
internal sealed class TextbookMetric(BleuOptions options)
{
    /// <summary>The mean over the lines.</summary>
    /// <exception cref="UsageException">A line has more than one reference.</exception>
    internal MetricResult Rate(IReadOnlyList<string> hypotheses, IReadOnlyList<IReadOnlyList<string>> references)
    {
        if (references[0].Count > 1)
        {
            throw new UsageException("--kind textbook compares with one reference; give --ref once.");
        }

        TextbookBleuScore[] scores = [.. hypotheses.Zip(references, (one, its) => Rate(one, its[0]))];
        return MetricResult.Of(TextbookBleu.MeanOf(scores), Signature());
    }

    private TextbookBleuScore Rate(string prediction, string label) => TextbookBleu.OfTokens(
        Bleu.Tokenize(prediction, options), Bleu.Tokenize(label, options), options.MaxOrder);

    private string Signature()
    {
        var letters = options.IsLowercase ? "lc" : "mixed";
        var tokens = options.Tokenization == BleuTokenization.None ? "none" : "13a";
        return $"kind:textbook|k:{options.MaxOrder}|case:{letters}|tok:{tokens}|version:nativernn-{CommandTree.Version}";
    }
}
