namespace NativeRnn.Cli;

/// <summary>The charts that every training has.</summary>
internal static class TrainingCharts
{
    private const string Epoch = "Epoch";

    /// <summary>The loss of batches, and of held-out data where it was measured.</summary>
    internal static LineChart Loss(DemoHistory history) =>
        new("Loss", Epoch, [history.ByStep("Training", step => step.Loss), .. HeldOut(history, loss => loss.Mean)])
        {
            Caption = "Mean −ln p of a token, in nats: how surprised the model is by what comes next.",
        };

    /// <summary>The perplexity of epochs.</summary>
    internal static LineChart Perplexity(DemoHistory history) =>
        new(
            "Perplexity",
            Epoch,
            [history.ByEpoch("Training", epoch => epoch.Perplexity), .. HeldOut(history, loss => loss.Perplexity)])
        {
            IsLogarithmic = true,
            Caption = "exp(loss): among so many equally likely tokens the model hesitates.",
        };

    internal static LineChart LearningRate(DemoHistory history) =>
        new("Learning rate", Epoch, [history.ByStep("Rate", step => step.LearningRate)])
        {
            Caption = "How far a step goes; it falls along half a cosine, so that the model settles.",
        };

    internal static LineChart GradientNorm(DemoHistory history, double clip) =>
        new("Gradient norm", Epoch, [history.ByStep("Before clipping", step => step.GradientNorm)])
        {
            Caption = FormattableString.Invariant($"Gradients longer than {clip} are shortened to that."),
        };

    private static IEnumerable<ChartSeries> HeldOut(DemoHistory history, Func<Loss, double> value) =>
        history.Epochs.Any(epoch => epoch.Validation is not null)
            ? [history.ByEpoch("Held out", epoch => epoch.Validation is { } loss ? value(loss) : double.NaN)]
            : [];
}
