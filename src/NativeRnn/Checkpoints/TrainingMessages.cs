using NativeRnn.Checkpoints.Proto;

namespace NativeRnn;

/// <summary>What a run was told to do, to and from checkpoint messages.</summary>
internal static class TrainingMessages
{
    private const int DrawnOffset = -1;
    private const int NoLimit = 0;

    internal static Checkpoints.Proto.TrainingOptions MessageOf(TrainingOptions options, ulong seed, int threads)
    {
        var message = new Checkpoints.Proto.TrainingOptions
        {
            Optimizer = (Checkpoints.Proto.Optimizer)options.Optimizer.Kind,
            LearningRate = options.Optimizer.LearningRate,
            Momentum = options.Optimizer.Momentum,
            Beta1 = options.Optimizer.Beta1,
            Beta2 = options.Optimizer.Beta2,
            Epsilon = options.Optimizer.Epsilon,
            WeightDecay = options.Optimizer.WeightDecay,
            Clip = options.Clip,
            Truncation = Checkpoints.Proto.Truncation.Carried,
            Schedule = (Schedule)options.Schedule.Kind,
            SchedulePeriod = options.Schedule.Period,
            ScheduleFactor = options.Schedule.Factor,
            Epochs = options.Epochs,
            MaxSteps = options.MaxSteps ?? NoLimit,
            Patience = options.Patience ?? NoLimit,
            Precision = PrecisionOf(options.Precision),
            Seed = seed,
            Threads = threads,
            Accumulation = options.Accumulation == 1 ? NoLimit : options.Accumulation, // files of the default stay as they were
        };
        AddKind(message, options);
        return message;
    }

    /// <exception cref="ArgumentException">An option is outside its range.</exception>
    /// <exception cref="OverflowException">A number does not fit.</exception>
    internal static TrainingOptions OptionsOf(Checkpoints.Proto.TrainingOptions message, Header.ModelOneofCase kind)
    {
        if (message.Truncation is not (Checkpoints.Proto.Truncation.Carried
                or Checkpoints.Proto.Truncation.Full or Checkpoints.Proto.Truncation.Random)
            || message.Precision is not (Checkpoints.Proto.Precision.F32 or Checkpoints.Proto.Precision.Bf16))
        {
            throw new ArgumentException(
                "Its truncation or precision is unknown to this version: upgrade.", nameof(message));
        }
        return KindOf(message, kind) with
        {
            Optimizer = OptimizerOf(message),
            Schedule = ScheduleOf(message),
            Clip = message.Clip,
            Epochs = checked((int)message.Epochs),
            MaxSteps = message.MaxSteps == NoLimit ? null : message.MaxSteps,
            Patience = message.Patience == NoLimit ? null : message.Patience,
            Accumulation = message.Accumulation == NoLimit ? 1 : message.Accumulation,
            Precision = message.Precision == Checkpoints.Proto.Precision.Bf16 ? Precision.BF16 : Precision.F32,
        };
    }

    internal static Checkpoints.Proto.SamplerState MessageOf(SamplerState state, TrainingOptions options) => new()
    {
        Sampling = MessageOf((options as LanguageModelTrainingOptions)?.Windows.Sampling ?? Sampling.Random),
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

    internal static Checkpoints.Proto.BestValidation? MessageOf(BestValidation? best)
    {
        if (best is null)
        {
            return null;
        }
        var message = new Checkpoints.Proto.BestValidation { Loss = best.Loss, Epoch = best.Epoch, Step = best.Step };
        if (best.Bleu is { } bleu)
        {
            message.Bleu = bleu;
        }
        return message;
    }

    /// <exception cref="OverflowException">A number does not fit.</exception>
    internal static BestValidation? BestOf(Checkpoints.Proto.BestValidation? message) => message is null
        ? null
        : new BestValidation(
            message.Loss, checked((int)message.Epoch), message.Step, message.HasBleu ? message.Bleu : null);

    private static Checkpoints.Proto.Precision PrecisionOf(Precision precision) =>
        precision == Precision.BF16 ? Checkpoints.Proto.Precision.Bf16 : Checkpoints.Proto.Precision.F32;

    private static void AddKind(Checkpoints.Proto.TrainingOptions message, TrainingOptions options)
    {
        if (options is LanguageModelTrainingOptions language)
        {
            message.Batch = language.Windows.Batch;
            message.Steps = language.Windows.Steps;
            message.Sampling = MessageOf(language.Windows.Sampling);
            message.FixedOffset = language.Windows.Offset ?? DrawnOffset;
            message.MaxTokens = language.MaxTokens ?? NoLimit;
            AddBackpropagation(message, language.Backpropagation);
        }
        else if (options is Seq2SeqTrainingOptions pairs)
        {
            message.Batch = pairs.Batches.Batch;
            message.BatchTokens = pairs.Batches.BatchTokens ?? NoLimit;
            message.Steps = pairs.Batches.Steps;
            message.LongPairs = (Checkpoints.Proto.LongPairs)(pairs.Batches.LongPairs + 1);
            message.Bucketed = pairs.Batches.Bucketed;
            message.Shuffled = pairs.Batches.Shuffle;
            message.LabelSmoothing = pairs.LabelSmoothing;
            message.BestBy = (Checkpoints.Proto.BestBy)(pairs.BestBy + 1);
        }
        else if (options is TimeSeriesTrainingOptions series)
        {
            message.Batch = series.Batch;
            message.MaxTokens = series.MaxRows ?? NoLimit;
        }
        else if (options is SequenceLabellerTrainingOptions labels)
        {
            message.Batch = labels.Batches.Batch;
            message.Steps = labels.Batches.Steps;
            message.Bucketed = labels.Batches.Bucketed;
            message.Shuffled = labels.Batches.Shuffle;
            message.LabelSmoothing = labels.LabelSmoothing;
        }
    }

    private static TrainingOptions KindOf(Checkpoints.Proto.TrainingOptions message, Header.ModelOneofCase kind) =>
        kind switch
        {
            Header.ModelOneofCase.LanguageModel => new LanguageModelTrainingOptions
            {
                Windows = WindowsOf(message),
                MaxTokens = message.MaxTokens == NoLimit ? null : checked((int)message.MaxTokens),
                Backpropagation = BackpropagationOf(message),
            },
            Header.ModelOneofCase.Seq2Seq when message.Truncation == Checkpoints.Proto.Truncation.Carried => new Seq2SeqTrainingOptions
            {
                Batches = BatchesOf(message),
                LabelSmoothing = message.LabelSmoothing,
                BestBy = (BestBy)((int)message.BestBy - 1),
            },
            Header.ModelOneofCase.TimeSeries when message.Truncation == Checkpoints.Proto.Truncation.Carried => new TimeSeriesTrainingOptions
            {
                Batch = message.Batch,
                MaxRows = message.MaxTokens == NoLimit ? null : checked((int)message.MaxTokens),
            },
            Header.ModelOneofCase.SequenceTagger or Header.ModelOneofCase.SequenceClassifier
                when message.Truncation == Checkpoints.Proto.Truncation.Carried => new SequenceLabellerTrainingOptions
                {
                    Batches = LabelledBatchesOf(message),
                    LabelSmoothing = message.LabelSmoothing,
                },
            _ => throw new ArgumentException("It is of a kind, or cut in a way, that is unknown to this version: upgrade.", nameof(message)),
        };

    // What a mode does not use is not written, so that files of the default stay as they were.
    private static void AddBackpropagation(
        Checkpoints.Proto.TrainingOptions message, BackpropagationOptions backpropagation)
    {
        message.Truncation = (Checkpoints.Proto.Truncation)(backpropagation.Truncation + 1);
        if (backpropagation.Truncation == Truncation.Full)
        {
            message.Segments = backpropagation.Segments ?? NoLimit;
        }
        else if (backpropagation.Truncation == Truncation.Random)
        {
            message.MeanSegments = backpropagation.MeanSegments;
        }
    }

    private static BackpropagationOptions BackpropagationOf(Checkpoints.Proto.TrainingOptions message) =>
        message.Truncation switch
        {
            Checkpoints.Proto.Truncation.Full => new BackpropagationOptions
            {
                Truncation = Truncation.Full,
                Segments = message.Segments == NoLimit ? null : message.Segments,
            },
            Checkpoints.Proto.Truncation.Random => new BackpropagationOptions
            {
                Truncation = Truncation.Random,
                MeanSegments = message.MeanSegments,
            },
            _ => new BackpropagationOptions(),
        };

    private static WindowOptions WindowsOf(Checkpoints.Proto.TrainingOptions message) => new()
    {
        Batch = message.Batch,
        Steps = message.Steps,
        Sampling = (Sampling)((int)message.Sampling - 1),
        Offset = message.FixedOffset == DrawnOffset ? null : checked((int)message.FixedOffset),
    };

    private static PairBatchOptions BatchesOf(Checkpoints.Proto.TrainingOptions message) => new()
    {
        Batch = message.Batch,
        BatchTokens = message.BatchTokens == NoLimit ? null : message.BatchTokens,
        Steps = message.Steps,
        LongPairs = (LongPairs)((int)message.LongPairs - 1),
        Bucketed = message.Bucketed,
        Shuffle = message.Shuffled,
    };

    private static LabelledBatchOptions LabelledBatchesOf(Checkpoints.Proto.TrainingOptions message) => new()
    {
        Batch = message.Batch,
        Steps = message.Steps,
        Bucketed = message.Bucketed,
        Shuffle = message.Shuffled,
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
