using NativeRnn.Bindings;

namespace NativeRnn;

/// <summary>A native linear layer: its sizes, and its weights packed for other precisions, shared by all sessions.</summary>
internal sealed unsafe class LinearKernel
{
    internal LinearKernel(Engine engine, LinearSize size)
    {
        Size = size;
        var desc = new NativeLinearDesc
        {
            StructSize = (nuint)sizeof(NativeLinearDesc),
            Inputs = (nuint)size.Inputs,
            Outputs = (nuint)size.Outputs,
            Transposed = size.IsTransposed ? 1 : 0,
        };
        using var lease = new HandleLease(engine.Handle);
        Weights = new LinearWeightsHandle(
            NativeCall.Created(Native.LinearWeightsCreate(lease.Pointer, (nint)(&desc)), "nrnn_linear_weights_create"),
            engine.Handle);
    }

    internal LinearSize Size { get; }

    internal LinearWeightsHandle Weights { get; }
}
