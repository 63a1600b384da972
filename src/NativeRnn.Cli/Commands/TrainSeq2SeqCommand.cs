using System.CommandLine;

namespace NativeRnn.Cli;

/// <summary><c>train seq2seq</c>: from a file of sentence pairs to a saved translator.</summary>
internal sealed class TrainSeq2SeqCommand : Command, ISharedCommand
{
    private readonly CliContext _context;
    private readonly PairOptionGroup _pairs = new();
    private readonly Seq2SeqModelOptionGroup _model = new();
    private readonly PairTrainingOptionGroup _training = new();
    private readonly Option<ulong> _seed = CommonOptions.Seed();
    private readonly EngineOptionGroup _engine = new();
    private readonly ParallelOptionGroup _parallel = new();
    private readonly ChoiceOption<Precision> _precision = CommonOptions.TrainingPrecision();
    private readonly SaveOptionGroup _saving = new();
    private readonly WatchOptionGroup _watching = new();
    private readonly Option<string> _resume = TextOption.File(
        "--resume", "Goes on with a saved run: all options come from the file, but --data has to be given again.");
    private readonly Option<int> _samples = NumberOption.Create(
        "--samples", 0, NumberRanges.AtLeast(0), "Shows, after each line on an epoch, translations of so many sentences, of --valid where it is given.");
    private readonly Option<bool> _json = CommonOptions.Json("Prints one JSON object per epoch.");
    private readonly Option<bool> _logSteps = new("--log-steps")
    {
        Description = "Prints loss and gradient norm of every step.",
    };

    internal TrainSeq2SeqCommand(CliContext context)
        : base("seq2seq", "Trains a translator on pairs of sentences.")
    {
        _context = context;
        _pairs.AddTo(this);
        _model.AddTo(this);
        _training.AddTo(this);
        Add(_seed);
        _engine.AddTo(this);
        _parallel.AddTo(this);
        Add(_precision);
        _saving.AddTo(this);
        _watching.AddTo(this);
        Add(_resume);
        Add(_samples);
        Add(_json);
        Add(_logSteps);
        SetAction(Run);
    }

    private int Run(ParseResult parsed)
    {
        if (parsed.GetValue(_samples) > 0 && (parsed.GetValue(_json) || parsed.GetValue(_logSteps)))
        {
            throw new UsageException("--samples does not go with --json or --log-steps; leave one of them out.");
        }

        _parallel.RequireRanks(parsed, _context);
        var file = parsed.GetValue(_resume);
        var saving = _saving.Settings(parsed, fallback: file, _pairs.HasValidation(parsed));
        _pairs.RequireOther(parsed, saving);
        _watching.RequireRoom(_context, parsed, saving?.Path, file, _pairs.FileOf(parsed));
        return file is null ? Begin(parsed, saving) : Resume(parsed, file, saving!);
    }

    private int Begin(ParseResult parsed, CheckpointOptions? saving)
    {
        var options = _model.Settings(parsed);
        var training = _training.Settings(parsed, _pairs.HasValidation(parsed)) with
        {
            Precision = _precision.Read(parsed)!.Value,
        };
        _context.RequireRoom(saving);
        var pairs = _pairs.Read(parsed);
        var validation = ReadValidation(parsed, pairs, training);
        var random = new RandomSource(parsed.GetValue(_seed));
        using var engine = _engine.Open(parsed, _context.ThreadsOr(0));
        using var model = new Seq2SeqModel(
            options, pairs.SourceCodec, pairs.TargetCodec, random, _model.ReadInitializer(parsed), engine);
        using var trainer = new Seq2SeqTrainer(model, pairs, training, random);
        Advise(options, saving);
        return Execute(parsed, trainer, saving, pairs, validation);
    }

    private int Resume(ParseResult parsed, string file, CheckpointOptions saving)
    {
        var info = CheckpointInfo.Read(file);
        var run = info.Training ?? throw new InvalidDataException(
            $"{file} holds a model without its training; name a file that 'train seq2seq' saved.");
        var stored = run.Options as Seq2SeqTrainingOptions ?? throw RunKinds.Other(file, run);
        RequireNoConflict(parsed, file, info, stored);
        _context.RequireRoom(saving);
        var pairs = _pairs.Read(parsed, info, run.Pairs);
        var validation = ReadValidation(parsed, pairs, stored);
        using var engine = _engine.Open(parsed, _context.ThreadsOr(run.Threads));
        using var trainer = Seq2SeqTrainer.Resume(file, pairs, _training.Changes(parsed), engine);
        using var model = trainer.Model;
        _context.AdviseOnResume(trainer, validation is not null);
        return Execute(parsed, trainer, saving, pairs, validation);
    }

    private void RequireNoConflict(ParseResult parsed, string file, CheckpointInfo info, Seq2SeqTrainingOptions stored)
    {
        var conflicts = new ResumeConflicts(parsed);
        _pairs.Compare(conflicts, parsed, info, info.Training!.Pairs);
        _model.Compare(conflicts, parsed, info.Seq2Seq!);
        _training.Compare(conflicts, parsed, stored);
        conflicts.Compare(_precision, () => _precision.Read(parsed), stored.Precision);
        conflicts.Compare(_seed, () => parsed.GetValue(_seed), info.Training.Seed);
        conflicts.Throw(file);
    }

    private int Execute(
        ParseResult parsed,
        Seq2SeqTrainer trainer,
        CheckpointOptions? saving,
        PairCorpus pairs,
        MeasuredPairs? validation)
    {
        _context.RequireRoom(saving, trainer.SavedBytes);
        _parallel.Join(parsed, _context, trainer);
        var saver = _context.SaverOf(trainer, saving);
        var samples = TranslationSamples.Of(trainer.Model, pairs, validation, parsed.GetValue(_samples));
        var report = TrainingReport.Create(_context, parsed.GetValue(_json), parsed.GetValue(_logSteps), samples);
        return new TrainingRun(_context, trainer, report, saver)
        {
            Observers = _watching.Begin(
                _context, parsed, path => new TranslatorPage(trainer, path, pairs, _pairs.FileOf(parsed), validation)),
        }.Execute(
            TrainingLines.Describe(trainer, pairs),
            (epochs, steps, cancellation) => trainer.Fit(MeasuredBy(trainer, validation), epochs, steps, cancellation));
    }

    // What is wrong with it shows now rather than after the first epoch.
    private MeasuredPairs? ReadValidation(ParseResult parsed, PairCorpus pairs, Seq2SeqTrainingOptions training)
    {
        var validation = _pairs.ReadValidation(parsed, pairs.SourceCodec, pairs.TargetCodec);
        validation?.RequireSome(training.Batches);
        if (training.BestBy == BestBy.Bleu)
        {
            validation?.RequireTranslatable();
        }

        if (validation is { IsForeign: true })
        {
            _context.Warn($"the vocabularies of --data lack {validation.DescribeUnknown()} of --valid.");
        }

        return validation;
    }

    private void Advise(Seq2SeqOptions options, CheckpointOptions? saving)
    {
        if (options is { DropoutKind: DropoutKind.Locked, Dropout: 0, EmbedDropout: 0 })
        {
            _context.Warn("--dropout-kind only says how: --dropout and --embed-dropout say how much.");
        }

        if (options is { Dropout: > 0, Layers: 1 })
        {
            _context.Warn("--dropout acts between layers, so that it does nothing with one layer; --embed-dropout would.");
        }

        if (saving is null)
        {
            _context.Warn("without --out the model is not saved.");
        }
    }

    // Translating takes longer than measuring the loss: only where BLEU decides.
    private static Seq2SeqValidation? MeasuredBy(Seq2SeqTrainer trainer, MeasuredPairs? validation) =>
        validation is null ? null : new Seq2SeqValidation
        {
            Pairs = validation.Pairs,
            Sentences = trainer.Options.BestBy == BestBy.Bleu ? validation.Sentences : null,
        };
}
