namespace NativeRnn.Cli;

/// <summary>The demo's translator and its training, fitted into the time that there is.</summary>
internal sealed class TranslatorDemo : IDisposable
{
    private const int MostEpochs = 30; // more does not show in what it translates
    private const int ShownSentences = 6;
    private readonly DemoSchedule _schedule;
    private readonly TimeSpan _time;

    internal TranslatorDemo(DemoPairs pairs, TimeSpan time)
    {
        (Pairs, _time) = (pairs, time);
        Model = NewModel(pairs.Learnt);
        Shown = DemoSentences.Choose(pairs.HeldOut, Model.Source, ShownSentences);
        _schedule = Measure();
        Options = OptionsFor(_schedule);
    }

    /// <summary>How translations are sought that the report draws.</summary>
    internal static DecodingOptions Beam { get; } = new()
    {
        Beam = 4,
        MaxLength = DemoPairs.LongestSentence,
        ReturnAttention = true,
        ReturnTrace = true,
    };

    /// <summary>How translations are sought while it trains.</summary>
    internal static DecodingOptions Greedy { get; } =
        new() { Method = DecodingMethod.Greedy, MaxLength = DemoPairs.LongestSentence };

    internal DemoPairs Pairs { get; }

    internal Seq2SeqModel Model { get; }

    internal Seq2SeqTrainingOptions Options { get; }

    internal TrainingHistory History { get; } = new();

    /// <summary>Held-out pairs that are shown one by one.</summary>
    internal IReadOnlyList<SentencePair> Shown { get; }

    /// <summary>BLEU of greedy translations and those of the shown sentences, after some epochs, beginning with epoch 0.</summary>
    internal List<(int Epoch, double Bleu, IReadOnlyList<string> Texts)> Samples { get; } = [];

    internal string Describe()
    {
        using var trainer = new Seq2SeqTrainer(Model, Pairs.Learnt, Options);
        return TrainingLines.Describe(trainer, Pairs.Learnt);
    }

    /// <summary>Looks at what it can do at this moment.</summary>
    internal void Sample(int epoch, CancellationToken cancellation) =>
        Samples.Add((epoch, MeasureBleu(Greedy, cancellation).Score, [.. Translate(Greedy).Select(result => result.Text)]));

    internal void Train(Action<string> show, CancellationToken cancellation)
    {
        using var trainer = new Seq2SeqTrainer(Model, Pairs.Learnt, Options, new RandomSource(1));
        var validation = new Seq2SeqValidation { Pairs = PairCorpus.FromPairs(Pairs.HeldOut, Model.Source, Model.Target) };
        var fit = new DemoFit(History, _schedule, _time)
        {
            Show = show,
            Sample = epoch => Sample(epoch.Epoch, cancellation),
        };
        fit.Run((epochs, steps, stop) => trainer.Fit(validation, epochs, steps, stop), cancellation);
    }

    /// <summary>The shown sentences, now that the training is over; <see cref="Samples"/> holds those of before.</summary>
    internal IReadOnlyList<DemoTranslation> Results()
    {
        var (before, greedy, beam) = (Samples[0].Texts, Translate(Greedy), Translate(Beam));
        return [.. Shown.Select((pair, i) => new DemoTranslation(pair, before[i], greedy[i].Text, beam[i]))];
    }

    /// <summary>Corpus BLEU on all held-out sentences.</summary>
    internal BleuScore MeasureBleu(DecodingOptions decoding, CancellationToken cancellation) =>
        Seq2SeqEvaluator.MeasureBleu(Model, Pairs.HeldOut, decoding, cancellation: cancellation);

    public void Dispose() => Model.Dispose();

    private static Seq2SeqModel NewModel(PairCorpus pairs) => new(
        new Seq2SeqOptions
        {
            Cell = CellKind.GruResetAfter,
            Attention = AttentionKind.General,
            IsBidirectional = true,
            Hidden = 128,
            Layers = 1,
            Embed = 96,
            EmbedDropout = 0.2f,
        },
        pairs.SourceCodec,
        pairs.TargetCodec,
        new RandomSource(0));

    private static Seq2SeqTrainingOptions OptionsFor(DemoSchedule schedule) => new()
    {
        Batches = new PairBatchOptions { Batch = 16, Steps = DemoPairs.LongestSentence, LongPairs = LongPairs.Skip },
        Optimizer = new OptimizerOptions { Kind = OptimizerKind.Adam, LearningRate = 0.005 },
        Schedule = new ScheduleOptions { Kind = ScheduleKind.Cosine },
        Epochs = schedule.Epochs,
        MaxSteps = schedule.MaxSteps,
    };

    private IReadOnlyList<Translation> Translate(DecodingOptions decoding)
    {
        using var translator = new Translator(Model);
        return translator.Translate([.. Shown.Select(pair => pair.Source)], decoding);
    }

    private DemoSchedule Measure()
    {
        using var model = NewModel(Pairs.Learnt);
        using var trainer = new Seq2SeqTrainer(model, Pairs.Learnt, OptionsFor(new DemoSchedule(MostEpochs, null)));
        return DemoSchedule.Measure(trainer, MostEpochs, _time);
    }
}
