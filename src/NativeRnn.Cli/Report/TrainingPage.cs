using System.Diagnostics;
using System.Globalization;

namespace NativeRnn.Cli;

/// <summary>The report of a training: a page that grows with it, and shows in the end what the model does.</summary>
/// <param name="trainer">Whose training it is.</param>
/// <param name="path">The page; replaced as a whole each time.</param>
/// <param name="description">What is trained on what.</param>
internal abstract class TrainingPage(Trainer trainer, string path, string description) : ITrainingObserver
{
    private static readonly TimeSpan _interval = TimeSpan.FromSeconds(30);
    private readonly Stopwatch _sinceWritten = Stopwatch.StartNew();
    private readonly long _firstStep = trainer.StepsDone;

    /// <inheritdoc/>
    public string? Page => path;

    /// <summary>What has happened since this run began, or was resumed.</summary>
    protected TrainingHistory History { get; } = new();

    /// <summary>The page's title.</summary>
    protected abstract string Title { get; }

    /// <inheritdoc/>
    public void OnStep(TrainingStep step) => History.Add(step);

    /// <inheritdoc/>
    public void OnEpoch(EpochResult epoch)
    {
        History.Epochs.Add(epoch);
        Sample(epoch);
        if (_sinceWritten.Elapsed >= _interval)
        {
            Write(withModel: false);
            _sinceWritten.Restart();
        }
    }

    /// <inheritdoc/>
    public void OnEnd(bool isUsable) => Write(isUsable);

    /// <inheritdoc/>
    public void Dispose()
    {
    }

    /// <summary>Looks at what the model says after an epoch, where that is wanted.</summary>
    protected abstract void Sample(EpochResult epoch);

    /// <summary>What the model has said so far.</summary>
    protected abstract void AddSamples(ReportPage page);

    /// <summary>What the model does with its data, in pictures.</summary>
    protected abstract void AddPictures(ReportPage page);

    /// <summary>What the data is like.</summary>
    protected abstract void AddData(ReportPage page);

    /// <summary>Rows of the settings that a kind of model has of its own.</summary>
    protected abstract IEnumerable<string[]> Settings();

    /// <summary>A number of epochs in a table.</summary>
    protected static string NameOf(int epoch) =>
        epoch == 0 ? "untrained" : epoch.ToString(CultureInfo.InvariantCulture);

    /// <summary>A perplexity in a table.</summary>
    protected static string Shown(double? perplexity) =>
        perplexity?.ToString("0.00", CultureInfo.InvariantCulture) ?? "";

    private void Write(bool withModel)
    {
        var page = new ReportPage(Title, $"{Capital(description)}.");
        page.Add("How it learnt", Introduction(), Charts());
        AddSamples(page);
        if (withModel)
        {
            AddPictures(page);
        }

        AddData(page);
        page.Add("Settings", null, SettingsTable());
        var temporary = path + ".writing";
        File.WriteAllText(temporary, page.ToHtml());
        File.Move(temporary, path, overwrite: true);
    }

    private string? Introduction() => _firstStep == 0
        ? null
        : $"The run was resumed behind step {_firstStep.ToString("N0", CultureInfo.InvariantCulture)}; the curves begin there.";

    private Tiles Charts()
    {
        List<IReportPart> charts =
        [
            TrainingCharts.Loss(History),
            TrainingCharts.Perplexity(History),
            TrainingCharts.LearningRate(History, "How far a step goes."),
            TrainingCharts.GradientNorm(History, trainer.Settings().Clip),
        ];
        if (History.Epochs.Any(epoch => epoch.ValidationBleu is not null))
        {
            charts.Add(TrainingCharts.Bleu(History.ByEpoch("Held out", epoch => epoch.ValidationBleu ?? double.NaN)));
        }

        return new Tiles([.. charts]);
    }

    private DataTable SettingsTable()
    {
        var options = trainer.Settings();
        string[][] rows =
        [
            .. Settings(),
            ["Optimizer", string.Create(CultureInfo.InvariantCulture, $"{options.Optimizer.Kind}, learning rate {options.Optimizer.LearningRate:0.######}, {options.Schedule.Kind} schedule")],
            ["Clipping", options.Clip.ToString("0.####", CultureInfo.InvariantCulture)],
            ["Precision", options.Precision.ToString()],
            ["Steps", $"{TrainingLines.Count(History.StepCount, "step")} in {TrainingLines.Count(History.Epochs.Count, "epoch")}"],
            ["Training time", string.Create(CultureInfo.InvariantCulture, $"{History.Epochs.Sum(epoch => epoch.Duration.TotalSeconds):0.0} s, without measuring and samples")],
            ["Program", $"NativeRnn {CommandTree.Version}, oneDNN {NativeLibraryInfo.OneDnnVersion} ({NativeLibraryInfo.InstructionSet})"],
        ];
        return new DataTable("This run", [], rows);
    }

    private static string Capital(string sentence) => char.ToUpperInvariant(sentence[0]) + sentence[1..];
}
