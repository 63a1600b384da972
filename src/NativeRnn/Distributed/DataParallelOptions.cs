namespace NativeRnn;

/// <summary>How ranks that train together exchange their gradients.</summary>
public sealed record DataParallelOptions
{
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
