using System.CommandLine;
using System.Globalization;

namespace NativeRnn.Cli;

/// <summary><c>translate</c>: sentences on standard input, translations on standard output.</summary>
internal sealed class TranslateCommand : Command
{
    private const int LinesAtATime = 256; // sorted by length among themselves, so that batches pad little
    private readonly CliContext _context;
    private readonly Argument<string> _model = TextOption.Model("'train seq2seq'");
    private readonly DecodingOptionGroup _decoding = new();
    private readonly Option<int> _nBest = NumberOption.Create(
        "--n-best", 1, NumberRanges.AtLeast(1), "Above 1: prints so many translations of each line, the best first, each behind its score and a tab.");
    private readonly Option<int> _batch = NumberOption.Create(
        "--batch", 32, NumberRanges.AtLeast(1), "Sentences translated side by side; 1 answers each line before the next is read.");
    private readonly EngineOptionGroup _engine = new();
    private readonly InferenceOptionGroup _inference = new();
    private readonly Option<bool> _json = CommonOptions.Json("Prints one JSON object per line: its n best translations with their scores.");

    internal TranslateCommand(CliContext context)
        : base("translate", "Translates the lines of standard input, one sentence each; empty lines stay empty.")
    {
        _context = context;
        Add(_model);
        _decoding.AddTo(this);
        Add(_nBest);
        Add(_batch);
        _engine.AddTo(this);
        _inference.AddTo(this);
        Add(_json);
        SetAction(Run);
    }

    private int Run(ParseResult parsed)
    {
        var options = _decoding.Settings(parsed, parsed.GetValue(_nBest));
        using var engine = _engine.Open(parsed);
        using var model = Seq2SeqModel.Load(parsed.GetValue(_model)!, engine);
        var inference = _inference.Settings(parsed, model, fallback: null, _context.Cancellation);
        using var translator = new Translator(model, inference) { Batch = parsed.GetValue(_batch) };
        TranslateLines(translator, options, parsed);
        return ExitCode.Done;
    }

    private void TranslateLines(Translator translator, DecodingOptions options, ParseResult parsed)
    {
        // Someone who types, or a program that asks for one sentence at a time, wants an answer to each line.
        var most = _context.IsInputTerminal || translator.Batch == 1 ? 1 : LinesAtATime;
        var waiting = new List<string>();
        var answered = 0L;
        try
        {
            foreach (var line in _context.ReadLines())
            {
                RequireTranslatable(translator, line, answered + waiting.Count + 1);
                waiting.Add(line);
                if (waiting.Count == most)
                {
                    Answer();
                }
            }
        }
        catch (InvalidDataException) // a bad line: those before it are answered first
        {
            Answer();
            throw;
        }

        Answer();

        void Answer()
        {
            Write(Translate(translator, waiting, answered, options), parsed);
            answered += waiting.Count;
            waiting.Clear();
        }
    }

    private IReadOnlyList<Translation> Translate(
        Translator translator, List<string> lines, long before, DecodingOptions options)
    {
        var results = translator.Translate(lines, options, _context.Cancellation);
        for (var i = 0; i < results.Count; i++)
        {
            if (results[i].UnknownTokens.Count > 0)
            {
                var unknown = string.Join(", ", results[i].UnknownTokens.Select(token => $"'{token}'"));
                _context.Warn($"line {before + i + 1}: the model does not know {unknown}.");
            }
        }

        return results;
    }

    private static void RequireTranslatable(Translator translator, string line, long number)
    {
        if (translator.CountTokens(line) is > Translator.MaxSourceTokens and var count)
        {
            throw new InvalidDataException(
                $"Line {number} has {count} tokens, more than {Translator.MaxSourceTokens}: split it into sentences.");
        }
    }

    private void Write(IReadOnlyList<Translation> results, ParseResult parsed)
    {
        var nBest = parsed.GetValue(_nBest);
        foreach (var result in results)
        {
            if (parsed.GetValue(_json))
            {
                WriteJson(result);
            }
            else
            {
                WriteText(result, nBest);
            }
        }

        _context.FlushOutput();
    }

    private void WriteText(Translation result, int nBest)
    {
        if (nBest == 1 || result.Candidates.Count == 0)
        {
            _context.Output.WriteLine(result.Text);
            return;
        }

        foreach (var candidate in result.Candidates)
        {
            _context.Output.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"{candidate.Hypothesis.Score:F4}\t{candidate.Text}"));
        }
    }

    private void WriteJson(Translation result) => JsonLine.Write(_context.Output, json =>
    {
        json.WriteString("source", result.Source);
        json.WriteString("translation", result.Text);
        json.WriteStartArray("candidates");
        foreach (var candidate in result.Candidates)
        {
            json.WriteStartObject();
            json.WriteString("text", candidate.Text);
            json.WriteReal("score", candidate.Hypothesis.Score);
            json.WriteReal("log_probability", candidate.Hypothesis.LogProbability);
            json.WriteBoolean("finished", candidate.Hypothesis.IsFinished);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    });
}
