using NativeRnn.Checkpoints.Proto;

namespace NativeRnn;

/// <summary>What a run was told to do, to and from checkpoint messages.</summary>
internal static class TrainingMessages
{
    private const int DrawnOffset = -1;
    private const int NoLimit = 0;

    internal static Checkpoints.Proto.TrainingOptions MessageOf(TrainingOptions options, ulong seed, int threads) => new()
    {
        Optimizer = (Checkpoints.Proto.Optimizer)options.Optimizer.Kind,
        LearningRate = options.Optimizer.LearningRate,
        Momentum = options.Optimizer.Momentum,
        Beta1 = options.Optimizer.Beta1,
        Beta2 = options.Optimizer.Beta2,
        Epsilon = options.Optimizer.Epsilon,
        WeightDecay = options.Optimizer.WeightDecay,
        Clip = options.Clip,
        Batch = options.Windows.Batch,
        Steps = options.Windows.Steps,
        Sampling = MessageOf(options.Windows.Sampling),
        FixedOffset = options.Windows.Offset ?? DrawnOffset,
        Truncation = Truncation.Carried,
        Schedule = (Schedule)options.Schedule.Kind,
        SchedulePeriod = options.Schedule.Period,
        ScheduleFactor = options.Schedule.Factor,
        Epochs = options.Epochs,
        MaxSteps = options.MaxSteps ?? NoLimit,
        MaxTokens = options.MaxTokens ?? NoLimit,
        Precision = Precision.F32,
        Seed = seed,
        Threads = threads,
    };

    /// <exception cref="ArgumentException">An option is outside its range.</exception>
    /// <exception cref="OverflowException">A number does not fit.</exception>
    internal static TrainingOptions OptionsOf(Checkpoints.Proto.TrainingOptions message)
    {
        if (message.Truncation != Truncation.Carried || message.Precision != Precision.F32)
        {
            throw new ArgumentException(
                "Its truncation or precision is unknown to this version: upgrade.", nameof(message));
        }
        return new TrainingOptions
        {
            Windows = WindowsOf(message),
            Optimizer = OptimizerOf(message),
            Schedule = ScheduleOf(message),
            Clip = message.Clip,
            Epochs = checked((int)message.Epochs),
            MaxSteps = message.MaxSteps == NoLimit ? null : message.MaxSteps,
            MaxTokens = message.MaxTokens == NoLimit ? null : checked((int)message.MaxTokens),
        };
    }

    internal static Checkpoints.Proto.SamplerState MessageOf(SamplerState state, Sampling sampling) => new()
    {
        Sampling = MessageOf(sampling),
        Offset = state.Offset,
        Position = state.Position,
        Order = new RandomState { Seed = state.ShuffleSeed, Position = state.ShufflePosition },
    };

    /// <exception cref="OverflowException">A number does not fit.</exception>
    internal static SamplerState SamplerOf(Checkpoints.Proto.SamplerState message) => new()
    {
        Offset = checked((int)message.Offset),
        Position = checked((int)message.Position),
        ShuffleSeed = message.Order?.Seed ?? 0,
        ShufflePosition = message.Order?.Position ?? 0,
    };

    private static WindowOptions WindowsOf(Checkpoints.Proto.TrainingOptions message) => new()
    {
        Batch = message.Batch,
        Steps = message.Steps,
        Sampling = (Sampling)((int)message.Sampling - 1),
        Offset = message.FixedOffset == DrawnOffset ? null : checked((int)message.FixedOffset),
    };

    private static OptimizerOptions OptimizerOf(Checkpoints.Proto.TrainingOptions message) => new()
    {
        Kind = (OptimizerKind)message.Optimizer,
        LearningRate = message.LearningRate,
        Momentum = message.Momentum,
        Beta1 = message.Beta1,
        Beta2 = message.Beta2,
        Epsilon = message.Epsilon,
        WeightDecay = message.WeightDecay,
    };

    private static ScheduleOptions ScheduleOf(Checkpoints.Proto.TrainingOptions message) => new()
    {
        Kind = (ScheduleKind)message.Schedule,
        Period = checked((int)message.SchedulePeriod),
        Factor = message.ScheduleFactor,
    };

    private static Checkpoints.Proto.Sampling MessageOf(Sampling sampling) =>
        (Checkpoints.Proto.Sampling)(sampling + 1);
}
