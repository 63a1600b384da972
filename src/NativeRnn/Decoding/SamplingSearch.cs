using NativeRnn.Bindings;

namespace NativeRnn;

/// <summary>Draws the tokens of each sample from a random stream of its own.</summary>
internal sealed class SamplingSearch(SearchTokens tokens, DecodingOptions options, TokenBans bans)
    : SequenceSearch(tokens, options, bans)
{
    // Numbers of a sentence's stream for each of its samples; a token uses one.
    private const int StreamBits = 32;

    private readonly List<RandomSource> _random = []; // by group
    private readonly List<float> _covered = []; // logits of banned tokens, in the order of rows and bans
    private readonly int[] _target = new int[1];
    private float[] _uniforms = [];
    private int[] _ids = [];
    private bool[] _isDeadEnd = [];

    protected override int GroupsPerSentence => Options.NBest;

    protected override void Begin(SequenceScorer scorer)
    {
        base.Begin(scorer);
        _random.Clear();
        for (var group = 0; group < Rows.Count; group++)
        {
            var (sentence, sample) = Math.DivRem(group, Options.NBest);
            _random.Add(new RandomSource(Options.Seed + (ulong)sentence, (ulong)sample << StreamBits));
        }
        if (_ids.Length < Rows.Count)
        {
            _uniforms = new float[Rows.Count];
            _ids = new int[Rows.Count];
            _isDeadEnd = new bool[Rows.Count];
        }
    }

    protected override void Advance(Session session, Tensor logits)
    {
        Draw(session, logits);
        var classes = logits.Shape.Last;
        for (var row = 0; row < Rows.Count; row++)
        {
            if (_isDeadEnd[row])
            {
                EndHere(row);
                continue;
            }
            _target[0] = _ids[row];
            var (loss, _) = session.CrossEntropy(
                logits.Slice((long)row * classes, new Shape(1, classes)), _target, CrossEntropyTerms.Plain, default);
            Accept(row, _ids[row], (float)Math.Min(0, -loss));
        }
    }

    private void Draw(Session session, Tensor logits)
    {
        using (var map = logits.Map())
        {
            Cover(map.Span, logits.Shape.Last);
        }
        for (var row = 0; row < Rows.Count; row++)
        {
            _uniforms[row] = _random[Rows.Groups[row]].NextSingle();
        }
        var desc = new NativeSampleDesc
        {
            Temperature = (float)Options.Temperature,
            TopP = (float)Options.TopP,
            TopK = Options.TopK,
        };
        session.Sample(desc, logits, _uniforms.AsSpan(0, Rows.Count), _ids.AsSpan(0, Rows.Count));
        using (var map = logits.Map())
        {
            Uncover(map.Span, logits.Shape.Last);
        }
    }

    // Writes -inf over the logits of banned tokens. A row without any token left gets one, and is not listened to.
    private void Cover(Span<float> logits, int classes)
    {
        _covered.Clear();
        for (var row = 0; row < Rows.Count; row++)
        {
            var scores = logits.Slice(row * classes, classes);
            var hasAny = scores.ContainsAnyExcept(float.NegativeInfinity);
            foreach (var token in Bans.Of(row))
            {
                _covered.Add(scores[token]);
                scores[token] = float.NegativeInfinity;
            }
            _isDeadEnd[row] = hasAny && !scores.ContainsAnyExcept(float.NegativeInfinity);
            if (_isDeadEnd[row])
            {
                scores[Tokens.End] = 0;
            }
        }
    }

    // Backwards, so that a token banned twice gets its first value back.
    private void Uncover(Span<float> logits, int classes)
    {
        var at = _covered.Count;
        for (var row = Rows.Count - 1; row >= 0; row--)
        {
            var banned = Bans.Of(row);
            for (var place = banned.Length - 1; place >= 0; place--)
            {
                logits[row * classes + banned[place]] = _covered[--at];
            }
        }
    }
}
