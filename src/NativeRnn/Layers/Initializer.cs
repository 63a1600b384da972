namespace NativeRnn;

/// <summary>How parameters are drawn before training.</summary>
public abstract class Initializer
{
    /// <summary>
    /// U(−a, a) with a = √(6 / (fan in + fan out)) for weights, all gates' outputs counted in fan out; biases 0;
    /// embeddings from N(0, 1), those that are an output layer's weights too from N(0, 1/E). The default.
    /// </summary>
    /// <remarks>
    /// Source: Glorot and Bengio 2010; <c>torch.nn.init.xavier_uniform_</c>. The rule is for layers that add up their
    /// inputs; a row of an embedding is read alone, so that the textbook leaves embeddings as PyTorch draws them.
    /// </remarks>
    public static Initializer XavierUniform { get; } = new XavierUniformRule();

    /// <summary>
    /// PyTorch's defaults: U(−1/√k, 1/√k) for weights and biases, k the hidden size of a recurrent layer or the
    /// inputs of a linear one; embeddings from N(0, 1), tied ones from N(0, 1/E).
    /// </summary>
    public static Initializer PyTorchUniform { get; } = new PyTorchUniformRule();

    /// <summary>N(0, σ²) for weights and embeddings, biases 0; the textbook's from-scratch models use σ = 0.01.</summary>
    /// <param name="standardDeviation">σ, positive.</param>
    public static Initializer Normal(double standardDeviation = 0.01)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(standardDeviation);
        return new NormalRule(standardDeviation);
    }

    /// <summary>Draws one parameter.</summary>
    /// <param name="spec">Its role and sizes.</param>
    /// <param name="values">Where the numbers go.</param>
    /// <param name="random">Where they come from.</param>
    public abstract void Fill(ParameterSpec spec, Span<float> values, RandomSource random);

    private static void FillUniform(Span<float> values, double bound, RandomSource random)
    {
        foreach (ref var value in values)
        {
            value = (float)((2 * random.NextSingle() - 1) * bound);
        }
    }

    private static void FillNormal(Span<float> values, double standardDeviation, RandomSource random)
    {
        foreach (ref var value in values)
        {
            value = (float)(random.NextGaussian() * standardDeviation);
        }
    }

    // What a tied table adds up as an output layer must stay of order 1.
    private static void FillEmbedding(ParameterSpec spec, Span<float> values, RandomSource random) =>
        FillNormal(values, spec.Role == ParameterRole.TiedEmbedding ? 1 / Math.Sqrt(spec.FanOut) : 1, random);

    private sealed class XavierUniformRule : Initializer
    {
        public override void Fill(ParameterSpec spec, Span<float> values, RandomSource random)
        {
            values.Clear();
            if (spec.IsTable)
            {
                FillEmbedding(spec, values, random);
            }
            else if (spec.Role != ParameterRole.Bias)
            {
                FillUniform(values, Math.Sqrt(6.0 / (spec.FanIn + spec.FanOut)), random);
            }
        }
    }

    private sealed class PyTorchUniformRule : Initializer
    {
        public override void Fill(ParameterSpec spec, Span<float> values, RandomSource random)
        {
            if (spec.IsTable)
            {
                FillEmbedding(spec, values, random);
            }
            else
            {
                FillUniform(values, 1 / Math.Sqrt(spec.Scale), random);
            }
        }
    }

    private sealed class NormalRule(double standardDeviation) : Initializer
    {
        public override void Fill(ParameterSpec spec, Span<float> values, RandomSource random)
        {
            values.Clear();
            if (spec.Role != ParameterRole.Bias)
            {
                FillNormal(values, standardDeviation, random);
            }
        }
    }
}
