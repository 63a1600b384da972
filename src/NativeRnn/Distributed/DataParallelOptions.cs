namespace NativeRnn;

/// <summary>How ranks that train together exchange their gradients.</summary>
public sealed record DataParallelOptions
{
    /// <summary>
    /// Whether gradients are summed, by a thread beside those that compute, while the backward pass goes on. Null, the
    /// default: where the ranks are on several hosts. On one host the processors that compute also make the sums, and
    /// there is no network to wait for. On the CPU only; with truncation of several segments never.
    /// </summary>
    public bool? Overlaps { get; init; }

    /// <summary>What gradients travel in; float32 by default.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is no member.</exception>
    public GradientWire Wire
    {
        get;
        init => field = Enum.IsDefined(value)
            ? value
            : throw new ArgumentOutOfRangeException(nameof(Wire), value, "Choose the wire F32 or BF16.");
    }
}
