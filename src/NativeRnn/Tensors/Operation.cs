namespace NativeRnn;

/// <summary>One recorded step of a computation: its forward ran when it was recorded, its backward is here.</summary>
/// <remarks>Tapes keep their operations and use them again after a reset, so recording allocates nothing.</remarks>
internal abstract class Operation
{
    /// <summary>Hands the gradients of its outputs on to its inputs and parameters.</summary>
    internal abstract void Backward(Tape tape);
}
