namespace NativeRnn.Tests.Decoding;

/// <summary>Writes the logits of the token after a history (without the begin token) of the sentence with a key.</summary>
internal delegate void ToyLogits(int key, ReadOnlySpan<int> history, Span<float> logits);

/// <summary>Models small enough to enumerate; unknown and begin are token 0 and 1, the end token is 2.</summary>
internal static class ToyModel
{
    internal static readonly SearchTokens Tokens = new(Begin: 1, End: 2) { Unknown = 0 };

    /// <summary>Random logits in [-spread, spread) that depend on the sentence and its whole history.</summary>
    internal static ToyLogits Hashed(int seed, float spread = 3) => (key, history, logits) =>
    {
        var state = Mix((uint)(seed * 7919), (uint)key);
        foreach (var token in history)
        {
            state = Mix(state, (uint)token + 1);
        }
        for (var i = 0; i < logits.Length; i++)
        {
            logits[i] = (Mix(state, (uint)i + 77) / (float)uint.MaxValue * 2 - 1) * spread;
        }
    };

    /// <summary>Logits that depend on the last token alone, from a few values: full of equal scores.</summary>
    internal static ToyLogits Markov(int seed) => (key, history, logits) =>
    {
        var last = history.IsEmpty ? Tokens.Begin : history[^1];
        for (var i = 0; i < logits.Length; i++)
        {
            logits[i] = Mix((uint)(seed + key * 31), (uint)(last * logits.Length + i)) % 3;
        }
    };

    /// <summary>Every token as likely as every other.</summary>
    internal static void Uniform(int key, ReadOnlySpan<int> history, Span<float> logits) => logits.Clear();

    /// <summary>The same probabilities at every step.</summary>
    internal static ToyLogits Constant(params float[] probabilities) => (_, _, logits) =>
    {
        for (var i = 0; i < logits.Length; i++)
        {
            logits[i] = MathF.Log(probabilities[i]);
        }
    };

    private static uint Mix(uint state, uint value)
    {
        state = (state ^ value) * 0x9E3779B1;
        state ^= state >> 15;
        state *= 0x85EBCA77;
        return state ^ (state >> 13);
    }
}
