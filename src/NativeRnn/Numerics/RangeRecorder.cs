using System.Runtime.InteropServices;

namespace NativeRnn;

/// <summary>Watches what layers read and pass on while a model runs in float32.</summary>
internal sealed class RangeRecorder
{
    private readonly Dictionary<SafeHandle, ActivationRange> _ranges = [];

    /// <summary>Each layer's range, by its native handle.</summary>
    internal IReadOnlyDictionary<SafeHandle, ActivationRange> Ranges => _ranges;

    internal void Observe(SafeHandle layer, Tensor values)
    {
        using var map = values.Map();
        _ranges[layer] = _ranges.GetValueOrDefault(layer).Including(map.Span);
    }
}
