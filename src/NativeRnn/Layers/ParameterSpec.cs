namespace NativeRnn;

/// <summary>What a layer says of a parameter when it declares it.</summary>
public sealed record ParameterSpec
{
    /// <summary>Its name, unique in the store, such as <c>linear.weight</c>.</summary>
    public required string Name { get; init; }

    /// <summary>The lengths of its axes.</summary>
    public required Shape Shape { get; init; }

    /// <summary>What it does.</summary>
    public required ParameterRole Role { get; init; }

    /// <summary>Inputs that meet in one output; Xavier's fan in.</summary>
    public required int FanIn { get; init; }

    /// <summary>Outputs that one input reaches, all gates together; Xavier's fan out.</summary>
    public required int FanOut { get; init; }

    /// <summary>k of PyTorch's uniform rule U(−1/√k, 1/√k): a recurrent layer's hidden size, a linear layer's inputs.</summary>
    public required int Scale { get; init; }

    /// <summary>What all its numbers begin at; null where they are drawn.</summary>
    internal float? Constant => Role switch
    {
        ParameterRole.Gain => 1,
        ParameterRole.Shift or ParameterRole.InitialState => 0,
        _ => null,
    };

    /// <summary>Whether it holds a row per token, tied or not.</summary>
    internal bool IsTable => Role is ParameterRole.Embedding or ParameterRole.TiedEmbedding;
}
