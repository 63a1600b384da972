namespace NativeRnn;

/// <summary>A tensor that a tape computed or was given; the handle by which operations refer to it.</summary>
/// <remarks>Valid until its tape's next <see cref="Tape.Reset"/>.</remarks>
public readonly struct Variable
{
    private readonly Tape _tape;

    internal Variable(Tape tape, int index)
    {
        _tape = tape;
        Index = index;
    }

    /// <summary>Its numbers.</summary>
    public Tensor Value => Owner.ValueOf(Index);

    /// <summary>The lengths of its axes.</summary>
    public Shape Shape => Value.Shape;

    /// <summary>The gradient of the loss with respect to it after <see cref="Tape.Backward"/>; empty if none reached it.</summary>
    public Tensor Gradient => Owner.GradientOf(Index);

    internal int Index { get; }

    internal Tape Owner => _tape ?? throw new InvalidOperationException("This variable belongs to no tape.");
}
