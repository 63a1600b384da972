using NativeRnn.Bindings;

namespace NativeRnn;

/// <summary>Memory that an engine owns, in floats.</summary>
internal sealed unsafe class NativeBuffer : IDisposable
{
    internal NativeBuffer(Engine engine, long count)
    {
        Engine = engine;
        Count = count;
        using var lease = new HandleLease(engine.Handle);
        var pointer = NativeCall.Created(Native.BufferCreate(lease.Pointer, checked((nuint)count)), "nrnn_buffer_create");
        Handle = new BufferHandle(pointer, engine.Handle);
    }

    internal Engine Engine { get; }

    internal long Count { get; }

    internal BufferHandle Handle { get; }

    public void Dispose() => Handle.Dispose();
}
