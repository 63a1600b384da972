namespace NativeRnn.Tests.Decoding;

/// <summary>What every decoder must agree with: recursion over all sequences, in float64.</summary>
internal sealed class NaiveSearch(ToyLogits model, int classes, DecodingOptions options)
{
    private readonly List<Sequence> _found = [];
    private int _key;

    /// <summary>All sequences that end or reach the maximum length, the best first.</summary>
    internal List<Sequence> Run(int key)
    {
        _key = key;
        _found.Clear();
        Extend([], 0);
        _found.Sort((a, b) => a.IsFinished != b.IsFinished ? (a.IsFinished ? -1 : 1) : b.Score.CompareTo(a.Score));
        return _found;
    }

    internal static double[] LogSoftmax(ReadOnlySpan<float> logits)
    {
        double sum = 0;
        foreach (var logit in logits)
        {
            sum += Math.Exp(logit);
        }
        var result = new double[logits.Length];
        for (var i = 0; i < result.Length; i++)
        {
            result[i] = logits[i] - Math.Log(sum);
        }
        return result;
    }

    private void Extend(int[] history, double total)
    {
        if (history.Length == options.MaxLength)
        {
            Add(history, total, history.Length, isFinished: false);
            return;
        }
        var logits = new float[classes];
        model(_key, history, logits);
        var logProbabilities = LogSoftmax(logits);
        for (var token = 0; token < classes; token++)
        {
            if (token == ToyModel.Tokens.End && history.Length >= options.MinLength)
            {
                Add(history, total + logProbabilities[token], history.Length + 1, isFinished: true);
            }
            else if (token != ToyModel.Tokens.End && token != ToyModel.Tokens.Begin)
            {
                Extend([.. history, token], total + logProbabilities[token]);
            }
        }
    }

    private void Add(int[] tokens, double total, int length, bool isFinished) =>
        _found.Add(new Sequence(tokens, total / Math.Pow(length, options.Alpha), isFinished));

    internal sealed record Sequence(int[] Tokens, double Score, bool IsFinished);
}
