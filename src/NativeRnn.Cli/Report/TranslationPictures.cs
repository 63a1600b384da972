namespace NativeRnn.Cli;

/// <summary>Pictures of how a translation came about.</summary>
internal static class TranslationPictures
{
    /// <summary>The attention of a translation: target words down, source words across.</summary>
    /// <param name="translation">With a candidate and its attention.</param>
    internal static HeatMap AttentionOf(Translation translation)
    {
        var best = translation.Candidates[0];
        return new HeatMap(
            $"{translation.Source} → {best.Text}", best.Tokens, translation.SourceTokens, best.Hypothesis.Attention);
    }

    /// <summary>The hypotheses that its beam kept.</summary>
    /// <param name="translation">With a candidate and a trace.</param>
    /// <param name="target">Names the tokens.</param>
    /// <param name="decoding">How it was sought.</param>
    internal static BeamTree TreeOf(Translation translation, TextCodec target, DecodingOptions decoding)
    {
        var best = translation.Candidates[0].Hypothesis;
        int[] winner = [.. best.Tokens.Span, .. best.IsFinished ? [Vocabulary.EndIndex] : Array.Empty<int>()];
        return new BeamTree(
            FormattableString.Invariant($"A beam of {decoding.Beam} on: {translation.Source}"),
            translation.Trace,
            winner,
            token => target.Vocabulary[token],
            decoding.Alpha);
    }
}
