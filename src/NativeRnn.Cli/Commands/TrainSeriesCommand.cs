using System.CommandLine;

namespace NativeRnn.Cli;

/// <summary><c>train series</c>: from columns of numbers to a saved time-series model.</summary>
internal sealed class TrainSeriesCommand : Command
{
    private readonly CliContext _context;
    private readonly SeriesOptionGroup _series = new();
    private readonly SeriesModelOptionGroup _model = new();
    private readonly SeriesTrainingOptionGroup _training = new();
    private readonly Option<ulong> _seed = CommonOptions.Seed();
    private readonly EngineOptionGroup _engine = new();
    private readonly SaveOptionGroup _saving = new();
    private readonly Option<string> _resume = TextOption.File(
        "--resume", "Goes on with a saved run: all options come from the file, but --data and --column have to be given again.");
    private readonly Option<bool> _json = CommonOptions.Json("Prints one JSON object per epoch.");
    private readonly Option<bool> _logSteps = new("--log-steps")
    {
        Description = "Prints loss and gradient norm of every step.",
    };

    internal TrainSeriesCommand(CliContext context)
        : base("series", "Trains a model that predicts a time series.")
    {
        _context = context;
        _series.AddTo(this);
        _model.AddTo(this);
        _training.AddTo(this);
        Add(_seed);
        _engine.AddTo(this);
        _saving.AddTo(this);
        Add(_resume);
        Add(_json);
        Add(_logSteps);
        SetAction(Run);
    }

    private int Run(ParseResult parsed) =>
        parsed.GetValue(_resume) is { } file ? Resume(parsed, file) : Begin(parsed);

    private int Begin(ParseResult parsed)
    {
        var maxRows = _series.MaxRows(parsed);
        var isValidated = _series.HasValidation(parsed, maxRows);
        var saving = SavingOf(parsed, fallback: null, isValidated);
        var options = _model.Settings(parsed);
        var training = _training.Settings(parsed, maxRows, isValidated);
        OutputFile.RequireRoom(saving);
        var series = _series.Read(parsed);
        var validation = _series.ReadValidation(parsed, series, maxRows, options);
        var random = new RandomSource(parsed.GetValue(_seed));
        using var engine = _engine.Open(parsed);
        var learnt = SeriesOptionGroup.Learnt(series, maxRows);
        using var model = new TimeSeriesModel(options, learnt, random, _model.ReadInitializer(parsed), engine);
        using var trainer = new TimeSeriesTrainer(model, series, training, random);
        if (saving is null)
        {
            _context.Warn("without --out the model is not saved.");
        }

        return Execute(parsed, trainer, saving, learnt, validation);
    }

    private int Resume(ParseResult parsed, string file)
    {
        var info = CheckpointInfo.Read(file);
        var run = info.Training ?? throw new InvalidDataException(
            $"{file} holds a model without its training; name a file that 'train series' saved.");
        var stored = run.Options as TimeSeriesTrainingOptions ?? throw RunKinds.Other(file, run);
        RequireNoConflict(parsed, file, info, stored);
        var saving = SavingOf(parsed, file, _series.HasValidation(parsed, stored.MaxRows))!;
        OutputFile.RequireRoom(saving);
        var series = _series.Read(parsed);
        var validation = _series.ReadValidation(parsed, series, stored.MaxRows, info.TimeSeries!);
        using var engine = _engine.Open(parsed, run.Threads);
        using var trainer = TimeSeriesTrainer.Resume(file, series, _training.Changes(parsed), engine);
        using var model = trainer.Model;
        _context.AdviseOnResume(trainer, validation is not null);
        return Execute(parsed, trainer, saving, SeriesOptionGroup.Learnt(series, stored.MaxRows), validation);
    }

    private CheckpointOptions? SavingOf(ParseResult parsed, string? fallback, bool isValidated)
    {
        var saving = _saving.Settings(parsed, fallback, isValidated);
        _series.RequireOther(parsed, saving);
        return saving;
    }

    private void RequireNoConflict(ParseResult parsed, string file, CheckpointInfo info, TimeSeriesTrainingOptions stored)
    {
        var conflicts = new ResumeConflicts(parsed);
        _series.Compare(conflicts, parsed, stored);
        _model.Compare(conflicts, parsed, info.TimeSeries!);
        _training.Compare(conflicts, parsed, stored);
        conflicts.Compare(_seed, () => parsed.GetValue(_seed), info.Training!.Seed);
        conflicts.Throw(file);
    }

    private int Execute(
        ParseResult parsed,
        TimeSeriesTrainer trainer,
        CheckpointOptions? saving,
        TimeSeries series,
        (TimeSeries Series, int FirstRow)? validation)
    {
        OutputFile.RequireRoom(saving, trainer.SavedBytes);
        var report = TrainingReport.Create(_context, parsed.GetValue(_json), parsed.GetValue(_logSteps), sample: null);
        return new TrainingRun(_context, trainer, report, _context.SaverOf(trainer, saving)).Execute(
            TrainingLines.Describe(trainer, series),
            (epochs, steps, cancellation) => trainer.Fit(
                validation?.Series, validation?.FirstRow ?? 0, epochs, steps, cancellation));
    }
}
