using System.CommandLine;

namespace NativeRnn.Cli;

/// <summary><c>train lm</c>: from a text file to a saved language model.</summary>
internal sealed class TrainLanguageModelCommand : Command, ISharedCommand
{
    private const int SampleLength = 80;
    private readonly CliContext _context;
    private readonly CorpusOptionGroup _corpus = new();
    private readonly ModelOptionGroup _model = new();
    private readonly TrainingOptionGroup _training = new();
    private readonly Option<ulong> _seed = CommonOptions.Seed();
    private readonly EngineOptionGroup _engine = new();
    private readonly ParallelOptionGroup _parallel = new();
    private readonly ChoiceOption<Precision> _precision = CommonOptions.TrainingPrecision();
    private readonly SaveOptionGroup _saving = new();
    private readonly WatchOptionGroup _watching = new();
    private readonly Option<string> _resume = TextOption.File(
        "--resume", "Goes on with a saved run: all options come from the file, but --data has to be given again.");
    private readonly Option<string> _sample = TextOption.Text(
        "--sample-prompt", "Shows, after each line on an epoch, how the model continues this text.");
    private readonly Option<bool> _json = CommonOptions.Json("Prints one JSON object per epoch.");
    private readonly Option<bool> _logSteps = new("--log-steps")
    {
        Description = "Prints loss and gradient norm of every step.",
    };

    internal TrainLanguageModelCommand(CliContext context)
        : base("lm", "Trains a language model on a text.")
    {
        _context = context;
        _corpus.AddTo(this);
        _model.AddTo(this);
        _training.AddTo(this);
        Add(_seed);
        _engine.AddTo(this);
        _parallel.AddTo(this);
        Add(_precision);
        _saving.AddTo(this);
        _watching.AddTo(this);
        Add(_resume);
        Add(_sample);
        Add(_json);
        Add(_logSteps);
        SetAction(Run);
    }

    private int Run(ParseResult parsed)
    {
        RequireOneReport(parsed);
        _parallel.RequireRanks(parsed, _context);
        var file = parsed.GetValue(_resume);
        var saving = _saving.Settings(parsed, fallback: file, _corpus.HasValidation(parsed));
        _corpus.RequireOther(parsed, saving);
        _watching.RequireRoom(_context, parsed, saving?.Path, file, _corpus.FileOf(parsed));
        return file is null ? Begin(parsed, saving) : Resume(parsed, file, saving!);
    }

    private int Begin(ParseResult parsed, CheckpointOptions? saving)
    {
        var options = _model.Settings(parsed);
        RequireComputable(parsed, options);
        var text = _corpus.Settings(parsed);
        var training = _training.Settings(parsed, _corpus.HasValidation(parsed)) with
        {
            MaxTokens = text.MaxTokens,
            Precision = _precision.Read(parsed)!.Value,
        };
        _context.RequireRoom(saving);
        var corpus = _corpus.ReadText(parsed);
        RequireSample(parsed, corpus.Codec);
        var validation = _corpus.ReadValidation(parsed, corpus.Codec);
        var random = new RandomSource(parsed.GetValue(_seed));
        using var engine = _engine.Open(parsed, _context.ThreadsOr(0));
        using var model = new LanguageModel(options, corpus.Codec, random, _model.ReadInitializer(parsed), engine);
        if (_model.InitialFile(parsed) is { } weights)
        {
            PyTorchWeights.Import(model, weights);
        }

        using var trainer = new LanguageModelTrainer(model, corpus.Tokens, training, random);
        Advise(options, saving);
        return Execute(parsed, trainer, saving, corpus, validation);
    }

    private int Resume(ParseResult parsed, string file, CheckpointOptions saving)
    {
        var info = CheckpointInfo.Read(file);
        var run = info.Training ?? throw new InvalidDataException(
            $"{file} holds a model without its training; name a file that 'train lm' saved.");
        var stored = LanguageModelOptionsOf(file, run);
        RequireNoConflict(parsed, file, info, stored);
        _context.RequireRoom(saving);
        RequireSample(parsed, info.Codec);
        var corpus = _corpus.ReadText(parsed, info.Codec, stored.MaxTokens);
        var validation = _corpus.ReadValidation(parsed, corpus.Codec);
        using var engine = _engine.Open(parsed, _context.ThreadsOr(run.Threads));
        using var trainer = LanguageModelTrainer.Resume(file, corpus.Tokens, _training.Changes(parsed), engine);
        using var model = trainer.Model;
        _context.AdviseOnResume(trainer, validation is not null);
        return Execute(parsed, trainer, saving, corpus, validation);
    }

    private int Execute(
        ParseResult parsed, LanguageModelTrainer trainer, CheckpointOptions? saving, Corpus corpus, Corpus? validation)
    {
        _context.RequireRoom(saving, trainer.SavedBytes);
        _parallel.Join(parsed, _context, trainer);
        Func<string>? sample = parsed.GetValue(_sample) is { } prompt ? () => SampleOf(trainer.Model, prompt) : null;
        var report = TrainingReport.Create(_context, parsed.GetValue(_json), parsed.GetValue(_logSteps), sample);
        return new TrainingRun(_context, trainer, report, _context.SaverOf(trainer, saving))
        {
            Observers = _watching.Begin(
                _context, parsed, path => new LanguageModelPage(
                    trainer, path, corpus, _corpus.FileOf(parsed), parsed.GetValue(_sample))),
        }.Execute(
            TrainingLines.Describe(trainer, corpus),
            (epochs, steps, cancellation) => trainer.Fit(validation?.Tokens ?? default, epochs, steps, cancellation));
    }

    private void RequireNoConflict(ParseResult parsed, string file, CheckpointInfo info, LanguageModelTrainingOptions stored)
    {
        var conflicts = new ResumeConflicts(parsed);
        _corpus.Compare(conflicts, parsed, info.Codec, stored.MaxTokens);
        _model.Compare(conflicts, parsed, info.LanguageModel!);
        _training.Compare(conflicts, parsed, stored);
        conflicts.Compare(_precision, () => _precision.Read(parsed), stored.Precision);
        conflicts.Compare(_seed, () => parsed.GetValue(_seed), info.Training!.Seed);
        conflicts.Throw(file);
    }

    private void RequireComputable(ParseResult parsed, LanguageModelOptions options)
    {
        if (options.Projection > 0 && _precision.Read(parsed) != Precision.F32)
        {
            throw new UsageException("--projection computes in float32 alone; leave --precision out or give it f32.");
        }
    }

    private void RequireOneReport(ParseResult parsed)
    {
        if (parsed.GetValue(_sample) is not null && (parsed.GetValue(_json) || parsed.GetValue(_logSteps)))
        {
            throw new UsageException("--sample-prompt does not go with --json or --log-steps; leave one of them out.");
        }
    }

    // Now, rather than after the first epoch.
    private void RequireSample(ParseResult parsed, TextCodec codec)
    {
        if (parsed.GetValue(_sample) is { } prompt && codec.Encode(prompt).Ids.IsEmpty)
        {
            throw new UsageException("--sample-prompt holds no token; give at least one character or word.");
        }
    }

    private void Advise(LanguageModelOptions options, CheckpointOptions? saving)
    {
        if (options is { DropoutKind: DropoutKind.Locked, Dropout: 0, InputDropout: 0, OutputDropout: 0 })
        {
            _context.Warn("--dropout-kind only says how: --dropout, --input-dropout and --output-dropout say how much.");
        }

        if (options is { Dropout: > 0, Layers: 1 })
        {
            _context.Warn("--dropout acts between layers, so that it does nothing with one layer; --input-dropout and --output-dropout would.");
        }

        if (saving is null)
        {
            _context.Warn("without --out the model is not saved.");
        }
    }

    private static LanguageModelTrainingOptions LanguageModelOptionsOf(string file, CheckpointTraining run) =>
        run.Options as LanguageModelTrainingOptions ?? throw RunKinds.Other(file, run);

    private static string SampleOf(LanguageModel model, string prompt)
    {
        var text = model.Generate(prompt, new GenerationOptions { Length = SampleLength });
        return $"  {(prompt + text).ReplaceLineEndings(" ")}";
    }
}
