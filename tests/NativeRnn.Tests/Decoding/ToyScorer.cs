namespace NativeRnn.Tests.Decoding;

/// <summary>A scorer over a toy model that remembers the history of every row.</summary>
internal sealed class ToyScorer(Tape tape, int classes, int[] keys, ToyLogits model) : SequenceScorer
{
    internal const int SourceLength = 3;

    private List<(int Key, int[] History)> _rows = [];
    private Tensor _attention;

    public override int Classes => classes;

    public override int Sentences => keys.Length;

    public override Tape Tape => tape;

    public override Tensor AttentionWeights => _attention;

    internal bool HasAttention { get; init; }

    internal List<int> RowsOfCalls { get; } = [];

    internal Action? BeforeCall { get; init; }

    public override Tensor Score(ReadOnlySpan<int> tokens, ReadOnlySpan<int> parents)
    {
        BeforeCall?.Invoke();
        var rows = new List<(int Key, int[] History)>();
        for (var row = 0; row < tokens.Length; row++)
        {
            rows.Add(RowsOfCalls.Count == 0
                ? (keys[parents[row]], [])
                : (_rows[parents[row]].Key, [.. _rows[parents[row]].History, tokens[row]]));
        }
        _rows = rows;
        RowsOfCalls.Add(rows.Count);
        tape.Reset();
        if (HasAttention)
        {
            _attention = Weights();
        }
        return Logits();
    }

    /// <summary>Weights that tell which sentence and history looked.</summary>
    internal static float[] Looks(int key, ReadOnlySpan<int> history)
    {
        var number = 0;
        foreach (var token in history)
        {
            number = number * 7 + token + 1;
        }
        return [key, history.Length, number];
    }

    private Tensor Logits()
    {
        var logits = tape.Take(new Shape(_rows.Count, classes)); // [R, V]
        using var map = logits.Map();
        for (var row = 0; row < _rows.Count; row++)
        {
            model(_rows[row].Key, _rows[row].History, map.Span.Slice(row * classes, classes));
        }
        return logits;
    }

    private Tensor Weights()
    {
        var weights = tape.Take(new Shape(_rows.Count, SourceLength)); // [R, T]
        using var map = weights.Map();
        for (var row = 0; row < _rows.Count; row++)
        {
            Looks(_rows[row].Key, _rows[row].History).CopyTo(map.Span[(row * SourceLength)..]);
        }
        return weights;
    }
}
