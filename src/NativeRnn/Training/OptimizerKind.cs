namespace NativeRnn;

/// <summary>How parameters follow their gradients; formulas as in <c>torch.optim</c>.</summary>
public enum OptimizerKind
{
    /// <summary>Stochastic gradient descent: p ← p − η g.</summary>
    Sgd = 1,

    /// <summary>With momentum: v ← μ v + g, p ← p − η v.</summary>
    Momentum = 2,

    /// <summary>Adam (Kingma and Ba 2015); weight decay is added to the gradient.</summary>
    Adam = 3,

    /// <summary>AdamW (Loshchilov and Hutter 2019): Adam with decoupled weight decay, p ← p (1 − η λ) first.</summary>
    AdamW = 4,
}
