namespace NativeRnn;

/// <summary>
/// The one source of random numbers: a seedable generator whose whole state is a seed and a position.
/// </summary>
/// <remarks>
/// <para>
/// Philox4x32-10. The number at position p is word p mod 4 of the block with counter (low half, high half of
/// p / 4, 0, 0) and key (low half, high half of the seed), so that a stored (<see cref="Seed"/>,
/// <see cref="Position"/>) continues exactly, and the native library draws the same numbers.
/// </para>
/// <para>One thread at a time. No draw allocates. Positions wrap round after 2^64 numbers.</para>
/// <para>Source: Salmon et al., "Parallel random numbers: as easy as 1, 2, 3" (2011).</para>
/// </remarks>
public sealed class RandomSource
{
    private const ulong NoBlock = ulong.MaxValue; // blocks end at 2^62 - 1

    private readonly uint[] _words = new uint[Philox4x32.WordsPerBlock];
    private ulong _cachedBlock = NoBlock;

    /// <summary>Starts or continues a sequence.</summary>
    /// <param name="seed">Which sequence; any value.</param>
    /// <param name="position">How many 32-bit numbers of it have been drawn already; default 0.</param>
    public RandomSource(ulong seed, ulong position = 0)
    {
        Seed = seed;
        Position = position;
    }

    /// <summary>Which sequence this is.</summary>
    public ulong Seed { get; }

    /// <summary>How many 32-bit numbers have been drawn; setting it jumps there.</summary>
    public ulong Position { get; set; }

    /// <summary>Draws one number, uniform over all 32-bit values.</summary>
    public uint NextUInt32()
    {
        ulong block = Position / Philox4x32.WordsPerBlock;
        if (block != _cachedBlock)
        {
            FillBlock(block);
        }

        return _words[(int)(Position++ % Philox4x32.WordsPerBlock)];
    }

    /// <summary>Draws one number, uniform in [0, 1), a multiple of 2^-24.</summary>
    public float NextSingle() => (NextUInt32() >> 8) * (1.0f / (1 << 24));

    /// <summary>Draws two numbers for one value, uniform in [0, 1), a multiple of 2^-53.</summary>
    public double NextDouble()
    {
        ulong high = NextUInt32() >> 5; // 27 bits
        ulong low = NextUInt32() >> 6; // 26 bits
        return ((high << 26) | low) * (1.0 / (1UL << 53));
    }

    /// <summary>Draws an integer, uniform in [0, <paramref name="exclusiveMax"/>), without bias.</summary>
    /// <param name="exclusiveMax">At least 1.</param>
    /// <returns>The integer; uses one number, rarely more.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="exclusiveMax"/> is below 1.</exception>
    /// <remarks>Source: Lemire, "Fast random integer generation in an interval" (2019).</remarks>
    public int Next(int exclusiveMax)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(exclusiveMax, 1);
        uint range = (uint)exclusiveMax;
        ulong product = (ulong)NextUInt32() * range;
        if ((uint)product < range)
        {
            uint rejected = (0 - range) % range;
            while ((uint)product < rejected)
            {
                product = (ulong)NextUInt32() * range;
            }
        }

        return (int)(product >> 32);
    }

    /// <summary>Draws two numbers for one value of the standard normal distribution.</summary>
    /// <remarks>Box and Muller (1958); the second value is dropped so that the state stays a position.</remarks>
    public double NextGaussian()
    {
        double radius = (NextUInt32() + 1.0) * (1.0 / (1UL << 32)); // (0, 1]: the logarithm stays finite
        double angle = NextUInt32() * (2.0 * Math.PI / (1UL << 32));
        return Math.Sqrt(-2.0 * Math.Log(radius)) * Math.Cos(angle);
    }

    /// <summary>Puts the items in random order, each order equally likely (Fisher and Yates).</summary>
    /// <typeparam name="T">Any type.</typeparam>
    /// <param name="items">Shuffled in place.</param>
    public void Shuffle<T>(Span<T> items)
    {
        for (int last = items.Length - 1; last > 0; last--)
        {
            int chosen = Next(last + 1);
            (items[last], items[chosen]) = (items[chosen], items[last]);
        }
    }

    /// <summary>Sets whole blocks of four numbers aside for native code that draws them itself.</summary>
    /// <param name="count">Blocks; 0 only moves to the next whole block.</param>
    /// <returns>The index of the first of them; its numbers begin at position 4 · index.</returns>
    public ulong ReserveBlocks(ulong count)
    {
        ulong first = (Position / Philox4x32.WordsPerBlock) + (Position % Philox4x32.WordsPerBlock == 0 ? 0UL : 1UL);
        Position = (first + count) * Philox4x32.WordsPerBlock;
        return first;
    }

    private void FillBlock(ulong block)
    {
        _words[0] = (uint)block;
        _words[1] = (uint)(block >> 32);
        _words[2] = 0;
        _words[3] = 0;
        Philox4x32.Encipher(_words, (uint)Seed, (uint)(Seed >> 32));
        _cachedBlock = block;
    }
}
