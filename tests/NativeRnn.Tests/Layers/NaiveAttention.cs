namespace NativeRnn.Tests.Layers;

/// <summary>Attention by its definition, in float64, one row at a time.</summary>
internal sealed class NaiveAttention(AttentionOptions options, ParameterStore store, float[] memory, int steps, int batch)
{
    private readonly int _size = options.MemorySize;

    /// <summary>Context and weights of one query against one sentence.</summary>
    internal (double[] Context, double[] Weights) Attend(ReadOnlySpan<float> query, int sentence, int length)
    {
        var weights = new double[steps];
        double total = 0;
        for (var step = 0; step < length; step++)
        {
            weights[step] = Math.Exp(Score(query, memory.AsSpan((step * batch + sentence) * _size, _size)));
            total += weights[step];
        }
        var context = new double[_size];
        for (var step = 0; step < length; step++)
        {
            weights[step] /= total;
            for (var i = 0; i < _size; i++)
            {
                context[i] += weights[step] * memory[(step * batch + sentence) * _size + i];
            }
        }
        return (context, weights);
    }

    private double Score(ReadOnlySpan<float> query, ReadOnlySpan<float> source)
    {
        double score = 0;
        if (options.Kind == AttentionKind.Additive)
        {
            var (q, k) = (Product(query, "attention.query.weight"), Product(source, "attention.key.weight"));
            var scorer = store["attention.scorer.weight"].Value.ToArray();
            for (var a = 0; a < scorer.Length; a++)
            {
                score += scorer[a] * Math.Tanh(q[a] + k[a]);
            }
            return score;
        }
        var compared = options.Kind == AttentionKind.General ? Product(query, "attention.query.weight") : Widened(query);
        for (var i = 0; i < _size; i++)
        {
            score += compared[i] * source[i];
        }
        return score;
    }

    private static double[] Widened(ReadOnlySpan<float> values)
    {
        var result = new double[values.Length];
        for (var i = 0; i < result.Length; i++)
        {
            result[i] = values[i];
        }
        return result;
    }

    private double[] Product(ReadOnlySpan<float> row, string parameter)
    {
        var weight = store[parameter];
        var (values, outputs) = (weight.Value.ToArray(), weight.Shape[1]);
        var result = new double[outputs];
        for (var i = 0; i < row.Length; i++)
        {
            for (var o = 0; o < outputs; o++)
            {
                result[o] += (double)row[i] * values[i * outputs + o];
            }
        }
        return result;
    }
}
