using System.Runtime.InteropServices;
using NativeRnn.Bindings;

namespace NativeRnn;

/// <summary>One thread's means of computing on an engine; every native operation goes through here.</summary>
/// <remarks>The operations live in the other parts of this class, one file per family.</remarks>
internal sealed unsafe partial class Session : IDisposable
{
    // The most views of one call: a recurrent layer's backward pass, its layer and the session itself.
    private const int MostHandles = (int)NativeRecurrentView.BackwardViews + 2;

    private readonly SafeHandle?[] _leased = new SafeHandle?[MostHandles];
    private readonly SessionHandle _handle;
    private int _leasedCount;
    private int _busy;

    private readonly Quantization? _quantization;
    private readonly RangeRecorder? _recorder;

    internal Session(Engine engine, InferenceOptions? inference = null, RangeRecorder? recorder = null)
    {
        Engine = engine;
        Precision = inference?.Precision ?? Precision.F32;
        _quantization = inference?.Quantization;
        _recorder = recorder;
        using var lease = new HandleLease(engine.Handle);
        _handle = new SessionHandle(
            NativeCall.Created(Native.SessionCreate(lease.Pointer), "nrnn_session_create"), engine.Handle);
    }

    internal Engine Engine { get; }

    /// <summary>What recurrent layers and linear products compute in.</summary>
    internal Precision Precision { get; }

    public void Dispose() => _handle.Dispose();

    /// <summary>Begins a native call: what is leased through it cannot go away before it is disposed.</summary>
    private Call Begin()
    {
        if (Interlocked.Exchange(ref _busy, 1) != 0)
        {
            throw new InvalidOperationException(
                "Two threads used one tape or decoding session at the same time: give each thread its own.");
        }
        return new Call(this);
    }

    private nint Lease(SafeHandle handle)
    {
        var added = false;
        handle.DangerousAddRef(ref added);
        _leased[_leasedCount++] = handle;
        return handle.DangerousGetHandle();
    }

    private void End()
    {
        while (_leasedCount > 0)
        {
            _leased[--_leasedCount]!.DangerousRelease();
            _leased[_leasedCount] = null;
        }
        Volatile.Write(ref _busy, 0);
    }

    private readonly ref struct Call(Session session)
    {
        internal nint Session => session.Lease(session._handle);

        internal nint Lease(SafeHandle handle) => session.Lease(handle);

        internal NativeTensor View(in Tensor tensor) => tensor.IsEmpty
            ? default
            : new NativeTensor
            {
                Buffer = session.Lease(tensor.Buffer.Handle),
                Offset = (nuint)tensor.Offset,
                Count = (nuint)tensor.Shape.Count,
            };

        public void Dispose() => session.End();
    }
}
