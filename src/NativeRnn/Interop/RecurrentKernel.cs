using NativeRnn.Bindings;

namespace NativeRnn;

/// <summary>A native recurrent layer: packed weights and sizes, shared by all sessions.</summary>
internal sealed unsafe class RecurrentKernel
{
    internal RecurrentKernel(
        Engine engine, CellKind cell, Direction direction, Bias bias, int inputs, int hidden, LstmParts lstm = default)
    {
        var desc = new NativeRecurrentDesc
        {
            StructSize = (nuint)sizeof(NativeRecurrentDesc),
            Cell = (int)cell,
            Direction = (int)direction,
            Bias = (int)bias,
            InputSize = (nuint)inputs,
            HiddenSize = (nuint)hidden,
            Peephole = lstm.HasPeepholes ? 1 : 0,
            ProjectionSize = (nuint)lstm.Projection,
        };
        using var lease = new HandleLease(engine.Handle);
        Handle = new RecurrentHandle(
            NativeCall.Created(Native.RecurrentCreate(lease.Pointer, (nint)(&desc)), "nrnn_recurrent_create"),
            engine.Handle);
    }

    internal RecurrentHandle Handle { get; }
}
