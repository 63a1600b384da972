namespace NativeRnn.Samples;

/// <summary>Where a translator looks while it writes.</summary>
internal static class Attending
{
    internal static void Run()
    {
        using var model = Seq2Seq.Train(AttentionKind.Additive);

        #region book
        using var translator = new Translator(model);
        var found = translator.Translate(["He is buying two books."], new DecodingOptions { Beam = 1, ReturnAttention = true })[0];
        var best = found.Candidates[0];
        Console.WriteLine($"{"",12} {string.Join(' ', found.SourceTokens.Select(token => $"{token,8}"))}");
        for (int t = 0; t < best.Tokens.Count; t++)
        {
            var weights = found.SourceTokens.Select((_, s) => $"{best.Hypothesis.Attention[t].Span[s],8:F2}");
            Console.WriteLine($"{best.Tokens[t],12} {string.Join(' ', weights)}");
        }
        #endregion
    }
}
