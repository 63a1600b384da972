namespace NativeRnn.Samples;

/// <summary>Greedy, beam and exhaustive search over the same model.</summary>
internal static class BeamSearches
{
    internal static void Run()
    {
        using var model = Seq2Seq.Train(AttentionKind.None);

        #region book
        using var translator = new Translator(model);
        string[] sentences = ["He is buying two books."];
        foreach (int beam in new[] { 1, 2, 8 })
        {
            var found = translator.Translate(sentences, new DecodingOptions { Beam = beam, NBest = Math.Min(beam, 3), Alpha = 0.75 });
            foreach (var candidate in found[0].Candidates)
            {
                Console.WriteLine($"beam {beam}: {candidate.Hypothesis.Score:F3} {candidate.Text}");
            }
        }
        #endregion
    }
}
