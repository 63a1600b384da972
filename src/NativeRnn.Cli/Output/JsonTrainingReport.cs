namespace NativeRnn.Cli;

/// <summary>One JSON object per epoch, and per step where asked for.</summary>
internal sealed class JsonTrainingReport(TextWriter output, bool logsSteps) : TrainingReport
{
    private Trainer? _trainer;
    private bool _isText = true;

    internal override void Begin(Trainer trainer, string description) =>
        (_trainer, _isText) = (trainer, trainer.LossKind == LossKind.CrossEntropy);

    internal override void OnStep(TrainingStep step)
    {
        if (!logsSteps)
        {
            return;
        }

        JsonLine.Write(output, json =>
        {
            json.WriteNumber("step", step.Step);
            json.WriteReal("loss", step.Loss);
            json.WriteReal("grad_norm", step.GradientNorm);
        });
    }

    internal override void OnEpoch(EpochResult epoch) => JsonLine.Write(output, json =>
    {
        json.WriteNumber("epoch", epoch.Epoch);
        json.WriteReal("loss", epoch.Loss.Mean);
        if (_isText)
        {
            json.WriteReal("perplexity", epoch.Perplexity);
        }

        json.WriteNumber(_isText ? "tokens" : "numbers", epoch.Loss.Count);
        json.WriteReal(_isText ? "tokens_per_second" : "numbers_per_second", epoch.TokensPerSecond);
        json.WriteReal("seconds", epoch.Duration.TotalSeconds);
        if (epoch.TextbookLoss is { } textbook)
        {
            json.WriteReal("textbook_loss", textbook);
        }

        if (epoch.Validation is { } validation)
        {
            json.WriteReal("valid_loss", validation.Mean);
            if (_isText)
            {
                json.WriteReal("valid_perplexity", validation.Perplexity);
            }
        }

        if (epoch.ValidationBleu is { } bleu)
        {
            json.WriteReal("valid_bleu", bleu);
        }

        if (_trainer is { Ranks: { } ranks })
        {
            var batch = GlobalBatch.Of(_trainer);
            json.WriteNumber("ranks", ranks.Size);
            json.WriteNumber($"global_batch_{batch.Unit}s", batch.Size);
            json.WriteReal("learning_rate", _trainer.LearningRate);
        }
    });

    internal override void Saved(string path)
    {
    }
}
