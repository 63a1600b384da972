namespace NativeRnn;

/// <summary>The Philox4x32-10 bijection: a 128-bit counter and a 64-bit key give four 32-bit numbers.</summary>
/// <remarks>
/// Source: Salmon, Moraes, Dror, Shaw, "Parallel random numbers: as easy as 1, 2, 3" (2011), section 4.3.
/// </remarks>
internal static class Philox4x32
{
    internal const int WordsPerBlock = 4;

    private const int Rounds = 10;
    private const uint Multiplier0 = 0xD2511F53;
    private const uint Multiplier1 = 0xCD9E8D57;
    private const uint KeyStep0 = 0x9E3779B9; // the golden ratio
    private const uint KeyStep1 = 0xBB67AE85; // the square root of 3, less 1

    /// <summary>Enciphers one counter in place.</summary>
    /// <param name="words">[4]: the counter, lowest word first; holds the numbers on return.</param>
    /// <param name="key0">The lower half of the key.</param>
    /// <param name="key1">The upper half of the key.</param>
    internal static void Encipher(Span<uint> words, uint key0, uint key1)
    {
        uint word0 = words[0], word1 = words[1], word2 = words[2], word3 = words[3];
        for (int round = 0; round < Rounds; round++)
        {
            ulong product0 = (ulong)Multiplier0 * word0;
            ulong product1 = (ulong)Multiplier1 * word2;
            word0 = (uint)(product1 >> 32) ^ word1 ^ key0;
            word1 = (uint)product1;
            word2 = (uint)(product0 >> 32) ^ word3 ^ key1;
            word3 = (uint)product0;
            key0 += KeyStep0;
            key1 += KeyStep1;
        }

        words[0] = word0;
        words[1] = word1;
        words[2] = word2;
        words[3] = word3;
    }
}
