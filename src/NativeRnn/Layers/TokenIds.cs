namespace NativeRnn;

/// <summary>What every operation asks of token ids.</summary>
internal static class TokenIds
{
    internal static void Validate(ReadOnlySpan<int> ids, Shape shape, int classes)
    {
        if (ids.Length != (long)shape[0] * shape[1])
        {
            throw new ArgumentException($"{shape[0]} steps of {shape[1]} rows need {(long)shape[0] * shape[1]} ids, not {ids.Length}.", nameof(ids));
        }
        foreach (var id in ids)
        {
            if ((uint)id >= (uint)classes)
            {
                throw new ArgumentOutOfRangeException(nameof(ids), id, $"Token ids must be 0 to {classes - 1}.");
            }
        }
    }
}
