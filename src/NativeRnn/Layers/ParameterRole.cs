namespace NativeRnn;

/// <summary>What a parameter does in its layer; initialisers go by it.</summary>
public enum ParameterRole
{
    /// <summary>Multiplies a layer's input.</summary>
    Weight,

    /// <summary>Multiplies a recurrent layer's state.</summary>
    RecurrentWeight,

    /// <summary>Is added.</summary>
    Bias,

    /// <summary>Holds a row per token.</summary>
    Embedding,

    /// <summary>Holds a row per token, and multiplies an output layer's input too.</summary>
    TiedEmbedding,
}
