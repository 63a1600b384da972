namespace NativeRnn.Cli;

/// <summary>Writes a training's numbers for TensorBoard; each lies at the optimizer step after which it was known.</summary>
internal sealed class TensorBoardLog(string folder) : ITrainingObserver
{
    private const int FlushSteps = 100;
    private readonly TensorBoardWriter _writer = new(folder);
    private long _step;

    public string? Page => null;

    public void OnStep(TrainingStep step)
    {
        _step = step.Step;
        _writer.Write("loss/train", step.Loss, _step);
        _writer.Write("optimizer/gradient_norm", step.GradientNorm, _step);
        _writer.Write("optimizer/learning_rate", step.LearningRate, _step);
        if (_step % FlushSteps == 0)
        {
            _writer.Flush();
        }
    }

    public void OnEpoch(EpochResult epoch)
    {
        _writer.Write("perplexity/train", epoch.Perplexity, _step);
        _writer.Write("speed/tokens_per_second", epoch.TokensPerSecond, _step);
        if (epoch.Validation is { } validation)
        {
            _writer.Write("loss/valid", validation.Mean, _step);
            _writer.Write("perplexity/valid", validation.Perplexity, _step);
        }

        if (epoch.ValidationBleu is { } bleu)
        {
            _writer.Write("bleu/valid", bleu, _step);
        }

        _writer.Flush();
    }

    public void OnEnd(bool isUsable) => _writer.Flush();

    public void Dispose() => _writer.Dispose();
}
