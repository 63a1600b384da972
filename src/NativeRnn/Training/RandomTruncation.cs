namespace NativeRnn;

/// <summary>Draws how many segments a window has, and says what makes up for the gradient that is cut at its ends.</summary>
/// <remarks>
/// <para>
/// After k segments since the last cut, the gradient is cut with probability c_k = α / ((α − 1) m + k), else what passes
/// is multiplied by 1 / (1 − c_k): its expectation is the gradient itself. The mean length is m exactly.
/// </para>
/// <para>
/// With a constant probability the factors' product would grow exponentially with the window's length, and the
/// estimate's variance with it; this one grows like k^α. Source: Tallec and Ollivier (2017), "Unbiasing Truncated
/// Backpropagation Through Time", with a segment in the place of a step.
/// </para>
/// </remarks>
internal sealed class RandomTruncation(double meanSegments)
{
    private const double Alpha = 6; // of our choice: larger ones are nearer to the geometric distribution

    private float[] _weights = []; // behind k + 1 segments

    /// <summary>c_k: how probable a cut is behind the k-th segment since the last one, k from 1.</summary>
    internal double CutProbability(int k) => Alpha / ((Alpha - 1) * meanSegments + k);

    /// <summary>Draws the length of the next window.</summary>
    /// <param name="random">One draw for each place where it may end.</param>
    /// <param name="remaining">Segments that the strip still has; its end needs no draw.</param>
    internal int Draw(RandomSource random, int remaining)
    {
        var length = 1;
        while (length < remaining && random.NextDouble() >= CutProbability(length))
        {
            length++;
        }
        return length;
    }

    /// <summary>1 / (1 − c_k) for each place between the segments of a window.</summary>
    internal ReadOnlySpan<float> Weights(int segments)
    {
        if (_weights.Length < segments - 1)
        {
            _weights = new float[Math.Max(16, 2 * segments)];
            for (var i = 0; i < _weights.Length; i++)
            {
                _weights[i] = (float)(1 / (1 - CutProbability(i + 1)));
            }
        }
        return _weights.AsSpan(0, segments - 1);
    }
}
