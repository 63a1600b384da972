namespace NativeRnn;

/// <summary>chrF of a corpus or a sentence.</summary>
public sealed record ChrFScore
{
    /// <summary>chrF in percent, 0 to 100 but for rounding.</summary>
    public required double Score { get; init; }

    /// <summary>Which chrF: its β, and a plus for each word order, such as <c>chrF2++</c>.</summary>
    public required string Name { get; init; }

    /// <summary>The settings in sacreBLEU's form, with this library's version: what makes scores comparable.</summary>
    public required string Signature { get; init; }
}
