namespace NativeRnn;

/// <summary>The kinds of processor that an engine can stand for.</summary>
public enum EngineKind
{
    /// <summary>The central processor.</summary>
    Cpu = 1,

    /// <summary>A graphics processor, where the native library was built for one.</summary>
    Gpu = 2,
}
