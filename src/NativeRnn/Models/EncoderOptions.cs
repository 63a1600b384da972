namespace NativeRnn;

/// <summary>What a recurrent encoder is made of.</summary>
public sealed record EncoderOptions : CoderOptions
{
    /// <summary>The order in which the source is read; forward by default.</summary>
    public Direction Direction { get; init; } = Direction.Forward;
}
