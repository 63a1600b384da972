namespace NativeRnn;

/// <summary>Which numbers of a generator a dropout mask is: drawn again wherever it is needed, not stored.</summary>
/// <param name="Seed">Of the generator.</param>
/// <param name="Block">Of its first four numbers.</param>
/// <param name="Count">Numbers; an input with more goes through the mask again and again.</param>
internal readonly record struct DropoutMask(ulong Seed, ulong Block, long Count)
{
    /// <summary>Sets numbers of a generator aside.</summary>
    internal static DropoutMask Draw(RandomSource random, long count)
    {
        const long NumbersPerBlock = 4;
        return new DropoutMask(
            random.Seed, random.ReserveBlocks((ulong)((count + NumbersPerBlock - 1) / NumbersPerBlock)), count);
    }
}
