using System.CommandLine;
using System.Globalization;

namespace NativeRnn.Cli;

/// <summary><c>evaluate</c>: how well a model predicts a text, or predicts and translates pairs.</summary>
internal sealed class EvaluateCommand : Command, ISharedCommand
{
    private readonly CliContext _context;
    private readonly Argument<string> _model = TextOption.Model();
    private readonly Option<string> _data = TextOption.File(
        "--data", "The text to predict, or for a translator the pairs to translate, in UTF-8.", required: true);
    private readonly Option<int?> _batch = NumberOption.CreateOptional(
        "--batch",
        NumberRanges.AtLeast(1),
        "Language models: strips that the text is cut into and read side by side, each begun without a past; default 1, "
        + "which is exact. Translators: sentences side by side; default 64.");
    private readonly DecodingOptionGroup _decoding = new();
    private readonly Option<bool> _lowercase = new("--lowercase")
    {
        Description = "Translators: BLEU takes capital letters for small ones. Always so where the model writes small ones only.",
    };
    private readonly EngineOptionGroup _engine = new();
    private readonly InferenceOptionGroup _inference = new(" Default: from --data itself.");
    private readonly Option<bool> _json = CommonOptions.Json("Prints one JSON object.");

    internal EvaluateCommand(CliContext context)
        : base("evaluate", "Measures how well a language model predicts a text, or a translator translates pairs.")
    {
        _context = context;
        Add(_model);
        Add(_data);
        Add(_batch);
        _decoding.AddTo(this);
        Add(_lowercase);
        _engine.AddTo(this);
        _inference.AddTo(this);
        Add(_json);
        SetAction(Run);
    }

    private int Run(ParseResult parsed)
    {
        var path = parsed.GetValue(_model)!;
        if (BackoffModel.Recognizes(path))
        {
            return EvaluateNGrams(parsed, path);
        }

        var info = CheckpointInfo.Read(path);
        if (info.TimeSeries is not null)
        {
            throw new InvalidDataException(
                $"{path} holds a time-series model; measure it with 'predict {path} --data FILE --horizons 1,4,16'.");
        }

        using var engine = _engine.Open(parsed, _context.ThreadsOr(0));
        return info.Seq2Seq is null
            ? EvaluateText(parsed, path, engine)
            : EvaluatePairs(parsed, path, engine);
    }

    private int EvaluateNGrams(ParseResult parsed, string path)
    {
        var ofNeural = _decoding.FindGiven(parsed) ?? _inference.FindGiven(parsed)
            ?? _engine.FindGiven(parsed) ?? new Option[] { _batch, _lowercase }.FirstOrDefault(parsed.Has)?.Name;
        if (ofNeural is { } option)
        {
            throw new UsageException($"{option} is for neural models, but {path} holds an n-gram model; leave it out.");
        }

        var model = BackoffModel.Load(path);
        var corpus = Corpus.FromFile(parsed.GetValue(_data)!, model.Codec);
        WarnOfUnknown(corpus.UnknownCount > 0 ? $"{corpus.UnknownCount} of {corpus.Tokens.Length} tokens of the text" : null);
        var loss = model.Evaluate(corpus.Tokens.Span, _context.Cancellation);
        Write(new ComparableLoss(loss, TextMeasure.OfPredicted(model.Codec, corpus.Tokens.Span)), bleu: null, parsed.GetValue(_json));
        return ExitCode.Done;
    }

    private int EvaluateText(ParseResult parsed, string path, Engine engine)
    {
        var ofTranslators = _decoding.FindGiven(parsed) ?? (parsed.Has(_lowercase) ? _lowercase.Name : null);
        if (ofTranslators is { } option)
        {
            throw new UsageException($"{option} is for translators, but {path} holds a language model; leave it out.");
        }

        using var model = LanguageModel.Load(path, engine);
        var corpus = Corpus.FromFile(parsed.GetValue(_data)!, model.Codec);
        WarnOfUnknown(corpus.UnknownCount > 0 ? $"{corpus.UnknownCount} of {corpus.Tokens.Length} tokens of the text" : null);
        var inference = _inference.Settings(parsed, model, corpus.Tokens, _context.Cancellation);
        var loss = LanguageModelEvaluator.Evaluate(
            model, corpus.Tokens, parsed.GetValue(_batch) ?? 1, inference, _context.Ranks, _context.Cancellation);
        var predicted = TextMeasure.OfPredicted(model.Codec, corpus.Tokens.Span[..((int)loss.Count + 1)]);
        Write(new ComparableLoss(loss, predicted), bleu: null, parsed.GetValue(_json));
        return ExitCode.Done;
    }

    private int EvaluatePairs(ParseResult parsed, string path, Engine engine)
    {
        var decoding = _decoding.Settings(parsed);
        using var model = Seq2SeqModel.Load(path, engine);
        var measured = MeasuredPairs.Read(parsed.GetValue(_data)!, model.Source, model.Target);
        measured.RequireTranslatable();
        WarnOfUnknown(measured.DescribeUnknown());
        var inference = _inference.Settings(parsed, model, measured.Sentences, _context.Cancellation);
        var batches = new PairBatchOptions { Batch = parsed.GetValue(_batch) ?? 64, Steps = Translator.MaxSourceTokens };
        var loss = Seq2SeqEvaluator.Evaluate(model, measured.Pairs, batches, inference, _context.Ranks, _context.Cancellation);
        var isLowercase = parsed.GetValue(_lowercase) || model.Target.Normalization != Normalization.None;
        var bleu = Seq2SeqEvaluator.MeasureBleu(
            model,
            measured.Sentences,
            decoding,
            new BleuOptions { IsLowercase = isLowercase },
            inference,
            _context.Ranks,
            _context.Cancellation);
        Write(new ComparableLoss(loss, TextMeasure.OfTargets(measured.Pairs)), bleu, parsed.GetValue(_json));
        return ExitCode.Done;
    }

    private void WarnOfUnknown(string? unknown)
    {
        if (unknown is not null)
        {
            _context.Warn($"the model does not know {unknown}.");
        }
    }

    private void Write(ComparableLoss comparable, BleuScore? bleu, bool asJson)
    {
        var loss = comparable.Loss;
        if (asJson)
        {
            JsonLine.Write(_context.Output, json =>
            {
                json.WriteNumber("tokens", loss.Count);
                json.WriteReal("loss", loss.Mean);
                json.WriteReal("perplexity", loss.Perplexity);
                comparable.WriteJson(json);
                if (bleu is not null)
                {
                    json.WriteReal("bleu", bleu.Score);
                    json.WriteString("signature", bleu.Signature);
                }
            });
            return;
        }

        var translation = bleu is null
            ? ""
            : string.Create(CultureInfo.InvariantCulture, $" bleu {bleu.Score:F2} {bleu.Signature}");
        _context.Output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"tokens {loss.Count} loss {loss.Mean:F6} perplexity {loss.Perplexity:F4} {comparable}{translation}"));
    }
}
