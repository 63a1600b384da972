namespace NativeRnn;

/// <summary>Which biases a recurrent layer has.</summary>
public enum Bias
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>One per gate, as in the textbook; reset-after GRU has its candidate's recurrent bias besides.</summary>
    Single = 1,

    /// <summary>PyTorch's input and recurrent bias per gate: summed in the cell, each receiving the whole gradient.</summary>
    Pair = 2,
}
