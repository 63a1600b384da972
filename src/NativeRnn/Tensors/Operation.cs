namespace NativeRnn;

/// <summary>One recorded step of a computation: its forward ran when it was recorded, its backward is here.</summary>
/// <remarks>Tapes keep their operations and use them again after a reset, so recording allocates nothing.</remarks>
internal abstract class Operation
{
    /// <summary>
    /// Behind the last of the parameters whose gradients its backward adds to, in their store; 0 where there are none.
    /// </summary>
    internal virtual long GradientsEnd => 0;

    /// <summary>Hands the gradients of its outputs on to its inputs and parameters.</summary>
    internal abstract void Backward(Tape tape);
}
