namespace NativeRnn;

/// <summary>What a linear layer multiplies: weights [I, O], or transposed [O, I].</summary>
internal readonly record struct LinearSize(int Inputs, int Outputs, bool IsTransposed);
