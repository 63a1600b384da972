namespace NativeRnn;

/// <summary>What makes one validation better than another.</summary>
public enum BestBy
{
    /// <summary>The lower loss.</summary>
    Loss,

    /// <summary>The higher corpus BLEU of translations by greedy decoding.</summary>
    Bleu,
}
