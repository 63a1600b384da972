namespace NativeRnn;

/// <summary>Keeps the best few continuations of each sentence's hypotheses.</summary>
internal sealed class BeamSearch(SearchTokens tokens, DecodingOptions options, TokenBans bans, int width)
    : SequenceSearch(tokens, options, bans)
{
    private int[] _ids = []; // [R, k], a row's best tokens in falling order
    private float[] _logProbabilities = []; // [R, k]
    private int[] _heads = []; // [R], the place of each row's best token that is not taken yet; k where none is left
    private int _k;

    protected override void Advance(Session session, Tensor logits)
    {
        Rank(session, logits);
        for (int first = 0, end; first < Rows.Count; first = end)
        {
            end = first + 1;
            while (end < Rows.Count && Rows.Groups[end] == Rows.Groups[first])
            {
                end++;
            }
            AdvanceGroup(first, end);
        }
    }

    // As many tokens of each row as the beam is wide, and as many besides as may have to be passed over.
    private void Rank(Session session, Tensor logits)
    {
        _k = (int)Math.Min(logits.Shape.Last, (long)width + Bans.Most);
        var needed = checked(Rows.Count * _k);
        if (_ids.Length < needed)
        {
            _ids = new int[2 * needed];
            _logProbabilities = new float[2 * needed];
        }
        if (_heads.Length < Rows.Count)
        {
            _heads = new int[2 * Rows.Count];
        }
        session.TopK(logits, _k, _ids, _logProbabilities);
    }

    private void AdvanceGroup(int first, int end)
    {
        for (var row = first; row < end; row++)
        {
            _heads[row] = NextAllowed(row, 0);
            if (_heads[row] == _k)
            {
                EndHere(row);
            }
        }
        var firstLive = Next.Count;
        for (var kept = 0; kept < width && BestRow(first, end) is var row and >= 0; kept++)
        {
            var at = row * _k + _heads[row];
            Accept(row, _ids[at], _logProbabilities[at]);
            _heads[row] = NextAllowed(row, _heads[row] + 1);
        }
        if (Next.Count > firstLive && IsDone(Rows.Groups[first], Tree[Next.Nodes[firstLive]].Total))
        {
            Next.Truncate(firstLive);
        }
    }

    /// <summary>The first place from one on whose token the row may take; k where none is left.</summary>
    private int NextAllowed(int row, int place)
    {
        var banned = Bans.Of(row);
        for (; place < _k; place++)
        {
            if (float.IsNegativeInfinity(_logProbabilities[row * _k + place]))
            {
                return _k;
            }
            if (!banned.Contains(_ids[row * _k + place]))
            {
                return place;
            }
        }
        return _k;
    }

    /// <summary>The row whose next token makes the likeliest hypothesis, the first among equals; −1 where none is left.</summary>
    private int BestRow(int first, int end)
    {
        var best = -1;
        var highest = double.NegativeInfinity;
        for (var row = first; row < end; row++)
        {
            if (_heads[row] == _k)
            {
                continue;
            }
            var total = Tree[Rows.Nodes[row]].Total + _logProbabilities[row * _k + _heads[row]];
            if (total > highest)
            {
                (best, highest) = (row, total);
            }
        }
        return best;
    }

    /// <summary>Whether the rule of early stopping ends the search of a sentence with live hypotheses.</summary>
    private bool IsDone(int group, double bestLiveTotal) => Options.EarlyStopping switch
    {
        EarlyStopping.WhenBeamFull => Ended(group).Finished >= width,
        EarlyStopping.WhenNoneCanImprove => Ended(group).IsOutOfReach(Score(bestLiveTotal, Options.MaxLength)),
        _ => false,
    };
}
