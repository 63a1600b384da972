namespace NativeRnn;

/// <summary>Draws tokens from a distribution, as <see cref="GenerationOptions"/> say.</summary>
/// <remarks>One thread at a time; a draw allocates nothing.</remarks>
internal sealed class TokenSampler
{
    private readonly GenerationOptions _options;
    private readonly RandomSource _random;
    private readonly int[] _ids;
    private readonly double[] _keys;

    internal TokenSampler(GenerationOptions options, int vocabularySize)
    {
        _options = options;
        _random = new RandomSource(options.Seed);
        _ids = new int[vocabularySize];
        _keys = new double[vocabularySize];
    }

    /// <summary>Draws a token; ties of the likeliest go to the lowest id.</summary>
    /// <param name="probabilities">By id; changed.</param>
    internal int Draw(Span<double> probabilities)
    {
        if (_options.Temperature == 0)
        {
            return IndexOfLargest(probabilities);
        }

        if (_options.Temperature != 1)
        {
            Sharpen(probabilities);
        }

        if (_options.TopK > 0 || _options.TopP < 1)
        {
            KeepLikeliest(probabilities);
        }

        return DrawFrom(probabilities);
    }

    private static int IndexOfLargest(ReadOnlySpan<double> probabilities)
    {
        int largest = 0;
        for (int id = 1; id < probabilities.Length; id++)
        {
            largest = probabilities[id] > probabilities[largest] ? id : largest;
        }

        return largest;
    }

    // Divided by the largest first, so that a low temperature leaves something of it.
    private void Sharpen(Span<double> probabilities)
    {
        double largest = probabilities[IndexOfLargest(probabilities)];
        foreach (ref double probability in probabilities)
        {
            probability = Math.Pow(probability / largest, 1 / _options.Temperature);
        }
    }

    private void KeepLikeliest(Span<double> probabilities)
    {
        double total = 0;
        for (int id = 0; id < _ids.Length; id++)
        {
            (_ids[id], _keys[id]) = (id, -probabilities[id]);
            total += probabilities[id];
        }

        Array.Sort(_keys, _ids);
        int kept = 0;
        double sum = 0;
        int most = _options.TopK > 0 ? Math.Min(_options.TopK, _ids.Length) : _ids.Length;
        while (kept < most && sum < _options.TopP * total)
        {
            sum += probabilities[_ids[kept++]];
        }

        foreach (int id in _ids.AsSpan(kept))
        {
            probabilities[id] = 0;
        }
    }

    private int DrawFrom(ReadOnlySpan<double> weights)
    {
        double total = 0;
        foreach (double weight in weights)
        {
            total += weight;
        }

        double rest = _random.NextDouble() * total;
        int last = 0;
        for (int id = 0; id < weights.Length; id++)
        {
            if (weights[id] > 0)
            {
                last = id;
                rest -= weights[id];
                if (rest < 0)
                {
                    break;
                }
            }
        }

        return last; // rounding may leave a trifle: the last possible token has it
    }
}
