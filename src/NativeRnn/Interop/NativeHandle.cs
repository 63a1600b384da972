using System.Runtime.InteropServices;

namespace NativeRnn;

/// <summary>An owned native object; it keeps its parent alive until after its own destruction.</summary>
internal abstract class NativeHandle : SafeHandle
{
    private readonly NativeHandle? _parent;

    protected NativeHandle(nint handle, NativeHandle? parent)
        : base(0, ownsHandle: true)
    {
        if (parent is not null)
        {
            var added = false;
            parent.DangerousAddRef(ref added);
            _parent = parent;
        }
        SetHandle(handle);
    }

    public override bool IsInvalid => handle == 0;

    protected abstract void Destroy(nint pointer);

    protected override bool ReleaseHandle()
    {
        Destroy(handle);
        _parent?.DangerousRelease();
        return true;
    }
}
