using NativeRnn.Checkpoints.Proto;

namespace NativeRnn;

/// <summary>The learning rate of each step.</summary>
public sealed class LearningRateSchedule
{
    private readonly ScheduleOptions _options;
    private readonly double _initialRate;
    private readonly long _totalSteps;
    private double _dropped = 1; // product of the plateau's drops so far
    private double _lowestLoss = double.PositiveInfinity;
    private int _epochsWithoutProgress;

    /// <summary>A schedule at its beginning.</summary>
    /// <param name="options">Which one, and its constants.</param>
    /// <param name="initialRate">η of the first step.</param>
    /// <param name="totalSteps">Steps of the whole run, which the cosine needs.</param>
    public LearningRateSchedule(ScheduleOptions options, double initialRate, long totalSteps)
    {
        ArgumentNullException.ThrowIfNull(options);
        _options = options;
        _initialRate = initialRate;
        _totalSteps = Math.Max(1, totalSteps);
    }

    /// <summary>η of a step.</summary>
    /// <param name="epoch">Whole epochs done before it.</param>
    /// <param name="step">Steps taken before it.</param>
    public double RateAt(int epoch, long step) => _initialRate * _options.Kind switch
    {
        ScheduleKind.Step => Math.Pow(_options.Factor, epoch / _options.Period),
        ScheduleKind.Cosine => CosineAt(Math.Min(1, (double)step / _totalSteps)),
        ScheduleKind.Plateau => _dropped,
        _ => 1,
    };

    /// <summary>Tells the plateau schedule an epoch's loss: the validation's where there is one, else the training's.</summary>
    public void Observe(double loss)
    {
        if (loss < _lowestLoss)
        {
            _lowestLoss = loss;
            _epochsWithoutProgress = 0;
        }
        else if (++_epochsWithoutProgress > _options.Period)
        {
            _dropped *= _options.Factor;
            _epochsWithoutProgress = 0;
        }
    }

    internal ScheduleState Capture() => new()
    {
        Dropped = _dropped,
        HasBestMetric = double.IsFinite(_lowestLoss),
        BestMetric = double.IsFinite(_lowestLoss) ? _lowestLoss : 0,
        BadEpochs = _epochsWithoutProgress,
    };

    /// <exception cref="ArgumentException">No run of this schedule can have come there.</exception>
    internal void Restore(ScheduleState state)
    {
        if (state.Dropped is not (>= 0 and <= 1) || state.BadEpochs < 0 || state.BadEpochs > _options.Period
            || !double.IsFinite(state.BestMetric))
        {
            throw new ArgumentException("its learning-rate schedule is in an impossible state", nameof(state));
        }
        _dropped = state.Dropped;
        _lowestLoss = state.HasBestMetric ? state.BestMetric : double.PositiveInfinity;
        _epochsWithoutProgress = (int)state.BadEpochs;
    }

    private double CosineAt(double progress) =>
        _options.Factor + (1 - _options.Factor) * (1 + Math.Cos(Math.PI * progress)) / 2;
}
