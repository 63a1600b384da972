using System.CommandLine;
using System.Diagnostics;
using System.Globalization;

namespace NativeRnn.Cli;

/// <summary><c>train ngram</c>: from a text file to a language model that counts; needs no native library but to save.</summary>
internal sealed class TrainNGramCommand : Command
{
    private readonly CliContext _context;
    private readonly CorpusOptionGroup _corpus = new("at the end");
    private readonly NGramOptionGroup _model = new();
    private readonly Option<int> _minFrequency = NumberOption.Create(
        "--min-freq", 1, NumberRanges.AtLeast(1), "Tokens that occur less often count as <unk>.");
    private readonly Option<string> _out = TextOption.File("--out", "Where the model is saved, as an ARPA file.");
    private readonly Option<bool> _json = CommonOptions.Json("Prints one JSON object.");

    internal TrainNGramCommand(CliContext context)
        : base("ngram", "Makes an n-gram language model of a text by counting.")
    {
        _context = context;
        _corpus.AddTo(this);
        Add(_minFrequency);
        _model.AddTo(this);
        Add(_out);
        Add(_json);
        SetAction(Run);
    }

    private int Run(ParseResult parsed)
    {
        var options = _model.Settings(parsed);
        var path = parsed.GetValue(_out);
        CheckTarget(parsed, options, path);
        if (path is not null && _corpus.Settings(parsed).Unit == TokenUnit.BytePair)
        {
            throw new UsageException("An ARPA file has no place for merges; choose --tokens char or word, or leave --out out.");
        }

        var corpus = _corpus.ReadText(parsed, parsed.GetValue(_minFrequency));
        var validation = _corpus.ReadValidation(parsed, corpus.Codec);
        var clock = Stopwatch.StartNew();
        var model = NGramModel.Train(corpus, options);
        var result = new NGramResult(model, options, corpus.Tokens.Length, clock.Elapsed.TotalSeconds)
        {
            Validation = validation is null ? null : model.Evaluate(validation.Tokens.Span, _context.Cancellation),
        };
        if (validation is { UnknownCount: > 0 and var unknown })
        {
            _context.Warn($"the model does not know {unknown} of {validation.Tokens.Length} tokens of the validation text.");
        }

        Save(model, path);
        Write(result, path, parsed.GetValue(_json));
        return ExitCode.Done;
    }

    private void CheckTarget(ParseResult parsed, NGramOptions options, string? path)
    {
        if (path is null)
        {
            return;
        }

        if (!options.HasBackoffForm)
        {
            throw new UsageException(
                "An ARPA file has no place for this --laplace-form at this --order; leave --out out or choose nested.");
        }

        _corpus.RequireOther(parsed, new CheckpointOptions { Path = path });
        OutputFile.RequireRoom(path);
    }

    private static void Save(NGramModel model, string? path)
    {
        if (path is not null)
        {
            ((BackoffModel)model).Save(path);
        }
    }

    private void Write(NGramResult result, string? path, bool asJson)
    {
        if (asJson)
        {
            JsonLine.Write(_context.Output, result.WriteJson);
            return;
        }

        result.WriteText(_context.Output);
        if (path is not null)
        {
            _context.Output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"saved {path}"));
        }
    }
}
