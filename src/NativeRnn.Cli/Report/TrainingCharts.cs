namespace NativeRnn.Cli;

/// <summary>The charts that every training has.</summary>
internal static class TrainingCharts
{
    private const string Epoch = "Epoch";
    private const string HalfCosine = "How far a step goes; it falls along half a cosine, so that the model settles.";

    /// <summary>The loss of batches, and of held-out data where it was measured.</summary>
    internal static LineChart Loss(TrainingHistory history) =>
        new("Loss", Epoch, [history.Losses("Training"), .. HeldOut(history, loss => loss.Mean)])
        {
            Caption = "Mean −ln p of a token, in nats: how surprised the model is by what comes next.",
        };

    /// <summary>The perplexity of epochs.</summary>
    internal static LineChart Perplexity(TrainingHistory history) =>
        new(
            "Perplexity",
            Epoch,
            [history.ByEpoch("Training", epoch => epoch.Perplexity), .. HeldOut(history, loss => loss.Perplexity)])
        {
            IsLogarithmic = true,
            Caption = "exp(loss): among so many equally likely tokens the model hesitates.",
        };

    internal static LineChart LearningRate(TrainingHistory history, string caption = HalfCosine) =>
        new("Learning rate", Epoch, [history.LearningRates("Rate")])
        {
            Caption = caption,
        };

    internal static LineChart GradientNorm(TrainingHistory history, double clip) =>
        new("Gradient norm", Epoch, [history.GradientNorms("Before clipping")])
        {
            Caption = clip > 0
                ? FormattableString.Invariant($"Gradients longer than {clip} are shortened to that.")
                : "Gradients are not clipped.",
        };

    /// <summary>BLEU on held-out pairs.</summary>
    internal static LineChart Bleu(ChartSeries series) => new("BLEU", Epoch, [series])
    {
        Caption = "How much the translations share with the references, word for word and in runs of up to four, out of 100.",
    };

    private static IEnumerable<ChartSeries> HeldOut(TrainingHistory history, Func<Loss, double> value) =>
        history.Epochs.Any(epoch => epoch.Validation is not null)
            ? [history.ByEpoch("Held out", epoch => epoch.Validation is { } loss ? value(loss) : double.NaN)]
            : [];
}
