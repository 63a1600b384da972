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

    /// <summary>Multiplies normalised features; begins at 1, whatever the initialiser.</summary>
    Gain,

    /// <summary>Is added to normalised features; begins at 0, whatever the initialiser.</summary>
    Shift,

    /// <summary>Is the state that a recurrent layer begins with; begins at 0 itself, whatever the initialiser.</summary>
    InitialState,
}
