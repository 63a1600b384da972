namespace NativeRnn;

/// <summary>How a time-series model is trained; by Adam at rate 0.01 unless another optimizer is given.</summary>
public sealed record TimeSeriesTrainingOptions : TrainingOptions
{
    private readonly int _batch = 16;
    private readonly int? _maxRows;

    /// <summary>The defaults.</summary>
    public TimeSeriesTrainingOptions() =>
        Optimizer = new OptimizerOptions { Kind = OptimizerKind.Adam, LearningRate = 0.01 };

    /// <summary>N, windows in a batch; 16 by default (Dive into Deep Learning, 0.17, 8.1.2), at least 1.</summary>
    public int Batch
    {
        get => _batch;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(value, nameof(Batch));
            _batch = value;
        }
    }

    /// <summary>Trains on so many rows from the start of the series; at least 1, all of them by default.</summary>
    public int? MaxRows
    {
        get => _maxRows;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(value ?? 1, nameof(MaxRows));
            _maxRows = value;
        }
    }
}
