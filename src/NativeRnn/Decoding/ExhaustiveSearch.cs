namespace NativeRnn;

/// <summary>Looks at every sequence, all of one length at a time.</summary>
internal sealed class ExhaustiveSearch(SearchTokens tokens, DecodingOptions options, TokenBans bans)
    : SequenceSearch(tokens, options, bans)
{
    // Logits that are looked at; those of the longest sequences are in memory at once, 40 MB of them.
    private const double MostExpansions = 10e6;

    // Logits that are ranked at once: results of less than a MB.
    private const int LogitsPerBlock = 1 << 16;

    private int[] _ids = [];
    private float[] _logProbabilities = [];

    protected override void Begin(SequenceScorer scorer)
    {
        if (Expansions(scorer, Options.MaxLength) > MostExpansions)
        {
            throw new ArgumentException(
                $"Exhaustive search of {Options.MaxLength} tokens over {scorer.Classes} classes for {scorer.Sentences} " +
                $"sentence(s) looks at more than {MostExpansions:N0} continuations: lower the maximum length to {FittingLength(scorer)}, " +
                "decode fewer sentences at a time, or use a beam.",
                nameof(scorer));
        }
        base.Begin(scorer);
    }

    protected override void Advance(Session session, Tensor logits)
    {
        var classes = logits.Shape.Last;
        var blockRows = Math.Max(1, LogitsPerBlock / classes);
        if (_ids.Length < blockRows * classes)
        {
            _ids = new int[blockRows * classes];
            _logProbabilities = new float[blockRows * classes];
        }
        for (var first = 0; first < Rows.Count; first += blockRows)
        {
            var count = Math.Min(blockRows, Rows.Count - first);
            session.TopK(
                logits.Slice((long)first * classes, new Shape(count, classes)), classes, _ids, _logProbabilities);
            for (var row = 0; row < count; row++)
            {
                Expand(first + row, row * classes, classes);
            }
        }
    }

    private void Expand(int row, int at, int classes)
    {
        var banned = Bans.Of(row);
        var isDeadEnd = true;
        for (var place = at; place < at + classes; place++)
        {
            if (!float.IsNegativeInfinity(_logProbabilities[place]) && !banned.Contains(_ids[place]))
            {
                Accept(row, _ids[place], _logProbabilities[place]);
                isDeadEnd = false;
            }
        }
        if (isDeadEnd)
        {
            EndHere(row);
        }
    }

    private double Expansions(SequenceScorer scorer, int maxLength)
    {
        var branches = scorer.Classes - Bans.Always.Length - 1; // the end token has no continuation
        double rows = scorer.Sentences, expansions = 0;
        for (var length = 0; length < maxLength && rows > 0 && expansions <= MostExpansions; length++)
        {
            expansions += rows * scorer.Classes;
            rows *= branches;
        }
        return expansions;
    }

    private int FittingLength(SequenceScorer scorer)
    {
        var length = 1;
        while (Expansions(scorer, length + 1) <= MostExpansions)
        {
            length++;
        }
        return length;
    }
}
