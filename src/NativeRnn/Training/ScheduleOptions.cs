namespace NativeRnn;

/// <summary>A learning-rate schedule and its constants.</summary>
public sealed record ScheduleOptions
{
    private const double DefaultDrop = 0.1; // torch.optim.lr_scheduler's gamma and factor
    private readonly ScheduleKind _kind = ScheduleKind.Constant;
    private readonly int _period = 10;
    private readonly double? _factor;

    /// <summary>Which schedule; constant by default.</summary>
    public ScheduleKind Kind
    {
        get => _kind;
        init => _kind = Enum.IsDefined(value)
            ? value
            : throw new ArgumentOutOfRangeException(nameof(Kind), value, "There is no such schedule.");
    }

    /// <summary>Epochs: between drops (step), or without a lower loss before a drop (plateau); 10 by default.</summary>
    public int Period
    {
        get => _period;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(value, nameof(Period));
            _period = value;
        }
    }

    /// <summary>
    /// What a drop multiplies the rate by (step, plateau; 0.1 by default), or the last rate as a fraction of the
    /// first (cosine; 0 by default). At least 0, at most 1.
    /// </summary>
    public double Factor
    {
        get => _factor ?? (Kind == ScheduleKind.Cosine ? 0 : DefaultDrop);
        init => _factor = value is >= 0 and <= 1
            ? value
            : throw new ArgumentOutOfRangeException(nameof(Factor), value, "The factor must be 0 to 1.");
    }
}
