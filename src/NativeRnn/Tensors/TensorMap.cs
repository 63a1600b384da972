using NativeRnn.Bindings;

namespace NativeRnn;

/// <summary>A tensor's numbers while host code may touch them; dispose it when done.</summary>
public readonly unsafe ref struct TensorMap : IDisposable
{
    private readonly HandleLease _lease;

    internal TensorMap(Tensor tensor)
    {
        if (tensor.IsEmpty)
        {
            throw new InvalidOperationException("There is no tensor here to read or write.");
        }
        if (tensor.Shape.Count > int.MaxValue)
        {
            throw new InvalidOperationException($"A tensor of shape {tensor.Shape} is too large to map at once.");
        }
        _lease = new HandleLease(tensor.Buffer.Handle);
        var data = Native.BufferMap(_lease.Pointer);
        _ = NativeCall.Created((nint)data, "nrnn_buffer_map");
        Span = new Span<float>(data + tensor.Offset, (int)tensor.Shape.Count);
    }

    /// <summary>The numbers, row-major.</summary>
    public Span<float> Span { get; }

    /// <summary>Hands the memory back to the engine.</summary>
    public void Dispose()
    {
        NativeCall.Check(Native.BufferUnmap(_lease.Pointer), "nrnn_buffer_unmap");
        _lease.Dispose();
    }
}
