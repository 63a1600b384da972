using System.Globalization;

namespace NativeRnn.Cli;

/// <summary>Plain lines: about fifty of the epochs, however many there are, and every step where asked for.</summary>
/// <param name="output">Where to.</param>
/// <param name="logsSteps">Whether every step gets a line too.</param>
/// <param name="sample">What the model makes up, shown after each line on an epoch; null for nothing.</param>
internal sealed class PlainTrainingReport(TextWriter output, bool logsSteps, Func<string>? sample = null) : TrainingReport
{
    private const int MostLines = 50;
    private Trainer? _trainer;
    private long _interval = 1;

    internal override void Begin(Trainer trainer, string description)
    {
        _trainer = trainer;
        output.WriteLine(description);
        if (trainer.StepsDone > 0)
        {
            WriteLine($"going on after step {trainer.StepsDone}, {TrainingLines.Count(trainer.EpochsDone, "epoch")} done");
        }
    }

    internal override void OnStep(TrainingStep step)
    {
        if (logsSteps)
        {
            WriteLine($"step {step.Step} loss {step.Loss:R} grad_norm {step.GradientNorm:R}");
        }

        // Only now is the number of epochs known where steps limit the run.
        var epochs = 1 + (_trainer!.TotalSteps - 1) / step.StepsPerEpoch;
        _interval = 1 + (epochs - 1) / MostLines;
    }

    internal override void OnEpoch(EpochResult epoch)
    {
        if (IsShown(epoch.Epoch) || _trainer!.IsFinished)
        {
            WriteLine($"{TrainingLines.Describe(epoch, _trainer!.LossKind)}");
            WriteSample();
        }
    }

    internal override void Saved(string path) => WriteLine($"saved {path}");

    private bool IsShown(int epoch) => epoch == 1 || epoch % _interval == 0;

    private void WriteSample()
    {
        if (sample is not null)
        {
            output.WriteLine(sample());
            output.Flush();
        }
    }

    private void WriteLine(FormattableString line)
    {
        output.WriteLine(line.ToString(CultureInfo.InvariantCulture));
        output.Flush();
    }
}
