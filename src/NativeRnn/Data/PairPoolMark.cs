namespace NativeRnn;

/// <summary>Where a pool lies in its corpus.</summary>
/// <param name="First">The index of its first pair.</param>
/// <param name="Count">Pairs in it, at least 1.</param>
/// <param name="CrcBefore">The check over all pairs before it.</param>
/// <param name="Crc">The check over all pairs to its end.</param>
internal readonly record struct PairPoolMark(int First, int Count, uint CrcBefore, uint Crc);
