namespace NativeRnn;

/// <summary>How attention scores a source step: q is the decoder's query, k the step's key.</summary>
public enum AttentionKind
{
    /// <summary>There is no attention; for the options of models, no layer is made of it.</summary>
    None = 0,

    /// <summary>q · k, which needs both to be equally wide. Source: Luong et al. 2015, "dot".</summary>
    Dot = 1,

    /// <summary>(q W) · k. Source: Luong et al. 2015, "general".</summary>
    General = 2,

    /// <summary>v · tanh(q W_q + k W_k). Source: Bahdanau et al. 2015, A.1.2; Dive into Deep Learning, 11.3.3.</summary>
    Additive = 3,
}
