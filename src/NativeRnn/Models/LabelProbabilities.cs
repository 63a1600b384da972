namespace NativeRnn;

/// <summary>From the logits of labels to their probabilities.</summary>
internal static class LabelProbabilities
{
    /// <summary>exp(x − max) / Σ, in place.</summary>
    internal static void Softmax(Span<float> values)
    {
        var largest = values[IndexOfLargest(values)];
        var sum = 0.0;
        foreach (ref var value in values)
        {
            value = MathF.Exp(value - largest);
            sum += value;
        }
        foreach (ref var value in values)
        {
            value = (float)(value / sum);
        }
    }

    /// <summary>The first of the largest values' indices.</summary>
    internal static int IndexOfLargest(ReadOnlySpan<float> values)
    {
        var best = 0;
        for (var i = 1; i < values.Length; i++)
        {
            best = values[i] > values[best] ? i : best;
        }
        return best;
    }
}
