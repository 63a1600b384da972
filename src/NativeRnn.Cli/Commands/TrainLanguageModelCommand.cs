using System.CommandLine;

namespace NativeRnn.Cli;

/// <summary><c>train lm</c>: from a text file to a saved language model.</summary>
internal sealed class TrainLanguageModelCommand : Command
{
    private const int HeaderBytes = 1 << 16; // of the checkpoint, about
    private readonly CliContext _context;
    private readonly CorpusOptionGroup _corpus = new();
    private readonly ModelOptionGroup _model = new();
    private readonly TrainingOptionGroup _training = new();
    private readonly Option<ulong> _seed = CommonOptions.Seed();
    private readonly Option<int> _threads = CommonOptions.Threads();
    private readonly ChoiceOption<Precision> _precision = CommonOptions.Precisions("bf16");
    private readonly Option<string> _out = TextOption.File(
        "--out", "Where the model is saved, at the end and on Ctrl-C.");
    private readonly Option<string> _resume = TextOption.File(
        "--resume", "Reserved: going on with an interrupted run comes in a later version.");
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
        Add(_threads);
        Add(_precision);
        Add(_out);
        Add(_resume);
        Add(_sample);
        Add(_json);
        Add(_logSteps);
        SetAction(Run);
    }

    private int Run(ParseResult parsed)
    {
        var options = _model.Settings(parsed);
        var training = _training.Settings(parsed);
        _ = _corpus.Settings(parsed);
        RequireAvailable(parsed);
        var path = parsed.GetValue(_out);
        if (path is not null)
        {
            OutputFile.RequireRoom(path);
        }

        var corpus = _corpus.ReadText(parsed);
        RequireSample(parsed, corpus.Codec);
        var validation = _corpus.ReadValidation(parsed, corpus.Vocabulary);
        var random = new RandomSource(parsed.GetValue(_seed));
        using var engine = Engine.Cpu(parsed.GetValue(_threads));
        using var model = new LanguageModel(options, corpus.Codec, random, _model.ReadInitializer(parsed), engine);
        if (_model.InitialFile(parsed) is { } weights)
        {
            PyTorchWeights.Import(model, weights);
        }

        if (path is not null)
        {
            OutputFile.RequireRoom(path, model.Parameters.Count * sizeof(float) + HeaderBytes);
        }

        using var trainer = new LanguageModelTrainer(model, corpus.Tokens, training, random);
        Advise(options, path);
        return new TrainingRun(_context, trainer, ReportFor(parsed), path).Execute(corpus, validation);
    }

    private void RequireAvailable(ParseResult parsed)
    {
        if (parsed.GetValue(_resume) is not null)
        {
            throw new UsageException("--resume is not available in this version; start a new run without it.");
        }

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

    private void Advise(LanguageModelOptions options, string? path)
    {
        if (options is { Dropout: > 0, Layers: 1 })
        {
            _context.Warn("--dropout acts between layers, so that it does nothing with one layer.");
        }

        if (path is null)
        {
            _context.Warn("without --out the model is not saved.");
        }
    }

    private TrainingReport ReportFor(ParseResult parsed)
    {
        var logsSteps = parsed.GetValue(_logSteps);
        var sample = parsed.GetValue(_sample);
        return parsed.GetValue(_json) ? new JsonTrainingReport(_context.Output, logsSteps)
            : _context.IsTerminal && !logsSteps ? new LiveTrainingReport(_context.Output, sample)
            : new PlainTrainingReport(_context.Output, logsSteps, sample);
    }
}
