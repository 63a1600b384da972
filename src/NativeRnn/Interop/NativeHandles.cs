using NativeRnn.Bindings;

namespace NativeRnn;

internal sealed class EngineHandle(nint handle) : NativeHandle(handle, null)
{
    protected override void Destroy(nint pointer) => Native.EngineDestroy(pointer);
}

internal sealed class BufferHandle(nint handle, EngineHandle engine) : NativeHandle(handle, engine)
{
    protected override void Destroy(nint pointer) => Native.BufferDestroy(pointer);
}

internal sealed class SessionHandle(nint handle, EngineHandle engine) : NativeHandle(handle, engine)
{
    protected override void Destroy(nint pointer) => Native.SessionDestroy(pointer);
}

internal sealed class RecurrentHandle(nint handle, EngineHandle engine) : NativeHandle(handle, engine)
{
    protected override void Destroy(nint pointer) => Native.RecurrentDestroy(pointer);
}

internal sealed class LinearWeightsHandle(nint handle, EngineHandle engine) : NativeHandle(handle, engine)
{
    protected override void Destroy(nint pointer) => Native.LinearWeightsDestroy(pointer);
}
