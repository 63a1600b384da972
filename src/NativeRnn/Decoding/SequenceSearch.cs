namespace NativeRnn;

/// <summary>The step that all methods share: score the live rows, let the method choose, go on with what it chose.</summary>
/// <remarks>A group is what hypotheses are ranked in: a sentence, or a single sample of it.</remarks>
internal abstract class SequenceSearch(SearchTokens tokens, DecodingOptions options, TokenBans bans)
{
    private readonly List<RankedHypotheses> _ended = [];
    private readonly AttentionLog _attention = new();
    private SearchRows _next = new();

    protected DecodingOptions Options => options;

    protected SearchTokens Tokens => tokens;

    protected TokenBans Bans => bans;

    protected SearchTree Tree { get; } = new();

    protected SearchRows Rows { get; private set; } = new();

    /// <summary>Rows chosen for the next step.</summary>
    protected SearchRows Next => _next;

    /// <summary>Tokens that each live hypothesis has.</summary>
    protected int Length { get; private set; }

    protected virtual int GroupsPerSentence => 1;

    internal DecodedSentence[] Run(SequenceScorer scorer, CancellationToken cancellation)
    {
        RequireTokens(scorer);
        Begin(scorer);
        while (Rows.Count > 0)
        {
            cancellation.ThrowIfCancellationRequested();
            var logits = scorer.Score(Rows.Tokens, Rows.Parents); // [R, V]
            RequireShape(logits, Rows.Count, scorer.Classes);
            KeepAttention(scorer.AttentionWeights);
            bans.Collect(Tree, Rows.Nodes, Length);
            Advance(scorer.Tape.Session, logits);
            (Rows, _next) = (_next, Rows);
            _next.Truncate(0);
            Length++;
        }
        return Results(scorer.Sentences);
    }

    /// <summary>Chooses which rows continue with which tokens, by <see cref="Accept"/>, and which end.</summary>
    protected abstract void Advance(Session session, Tensor logits);

    /// <summary>Prepares for a scorer's sentences.</summary>
    protected virtual void Begin(SequenceScorer scorer)
    {
        Tree.Clear();
        _attention.Clear();
        Rows.Truncate(0);
        _next.Truncate(0);
        Length = 0;
        var groups = checked(scorer.Sentences * GroupsPerSentence);
        for (var group = 0; group < groups; group++)
        {
            Open(group);
            Rows.Add(tokens.Begin, group / GroupsPerSentence, Tree.AddRoot(), group);
        }
    }

    /// <summary>Continues a row's hypothesis with a token.</summary>
    /// <returns>Whether it lives on.</returns>
    protected bool Accept(int row, int token, float logProbability)
    {
        var node = Tree.Add(Rows.Nodes[row], token, logProbability);
        var group = Rows.Groups[row];
        var isFinished = token == tokens.End;
        if (!isFinished && Length + 1 < options.MaxLength)
        {
            _next.Add(token, row, node, group);
            return true;
        }
        if (!AddEnded(group, node, isFinished) && !options.ReturnTrace)
        {
            Tree.RemoveLast();
        }
        return false;
    }

    /// <summary>Ends a row's hypothesis unfinished: no token may follow.</summary>
    protected void EndHere(int row) => AddEnded(Rows.Groups[row], Rows.Nodes[row], isFinished: false);

    protected RankedHypotheses Ended(int group) => _ended[group];

    /// <summary>Σ log p / L^α.</summary>
    /// <param name="total">Sum of natural-log token probabilities, end token included.</param>
    /// <param name="length">Tokens generated, end token included; 0 counts as 1.</param>
    /// <remarks>Source: Dive into Deep Learning, 9.8.3.</remarks>
    protected double Score(double total, int length) => total / Math.Pow(Math.Max(1, length), options.Alpha);

    private static void RequireShape(Tensor logits, int rows, int classes)
    {
        if (logits.IsEmpty || logits.Shape != new Shape(rows, classes))
        {
            throw new InvalidOperationException(
                $"The scorer returned {logits} where logits of shape [{rows}, {classes}] were asked for.");
        }
    }

    private void RequireTokens(SequenceScorer scorer)
    {
        RequireToken(scorer, tokens.End);
        foreach (var token in bans.Always)
        {
            RequireToken(scorer, token);
        }
    }

    private static void RequireToken(SequenceScorer scorer, int token)
    {
        if ((uint)token >= (uint)scorer.Classes)
        {
            throw new ArgumentException(
                $"The scorer has {scorer.Classes} classes and none for token {token} of the decoder's tokens: give both the same vocabulary.",
                nameof(scorer));
        }
    }

    private void Open(int group)
    {
        if (group == _ended.Count)
        {
            _ended.Add(new RankedHypotheses(GroupsPerSentence == 1 ? options.NBest : 1));
        }
        _ended[group].Clear();
    }

    private bool AddEnded(int group, int node, bool isFinished)
    {
        var score = Score(Tree[node].Total, Tree[node].Length);
        return _ended[group].Add(Tree, new RankedHypotheses.Entry(node, score, isFinished));
    }

    private void KeepAttention(Tensor weights)
    {
        if (!options.ReturnAttention || weights.IsEmpty)
        {
            return;
        }
        for (var row = 0; row < Rows.Count; row++)
        {
            Tree.SetAttentionRow(Rows.Nodes[row], _attention.Count + row);
        }
        _attention.Append(weights, Rows.Count);
    }

    private DecodedSentence[] Results(int sentences)
    {
        var results = new SearchResults(Tree, tokens, _attention);
        var decoded = new DecodedSentence[sentences];
        for (var sentence = 0; sentence < sentences; sentence++)
        {
            var first = sentence * GroupsPerSentence;
            var trace = options.ReturnTrace ? results.Trace(first, GroupsPerSentence) : [];
            decoded[sentence] = new DecodedSentence(
                results.Hypotheses(_ended.GetRange(first, GroupsPerSentence)), trace);
        }
        return decoded;
    }
}
