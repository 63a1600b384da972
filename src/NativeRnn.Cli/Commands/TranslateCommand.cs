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
        "--batch", 32, NumberRanges.AtLeast(1), "Sentences translated side by side.");
    private readonly Option<int> _threads = CommonOptions.Threads();
    private readonly ChoiceOption<Precision> _precision = CommonOptions.Precisions("bf16", "int8");
    private readonly Option<bool> _json = CommonOptions.Json("Prints one JSON object per line: its n best translations with their scores.");

    internal TranslateCommand(CliContext context)
        : base("translate", "Translates the lines of standard input, one sentence each; empty lines stay empty.")
    {
        _context = context;
        Add(_model);
        _decoding.AddTo(this);
        Add(_nBest);
        Add(_batch);
        Add(_threads);
        Add(_precision);
        Add(_json);
        SetAction(Run);
    }

    private int Run(ParseResult parsed)
    {
        var options = _decoding.Settings(parsed, parsed.GetValue(_nBest));
        using var engine = Engine.Cpu(parsed.GetValue(_threads));
        using var model = Seq2SeqModel.Load(parsed.GetValue(_model)!, engine);
        using var translator = new Translator(model) { Batch = parsed.GetValue(_batch) };
        var lines = _context.IsInputTerminal ? 1 : LinesAtATime; // someone who types wants an answer to each line
        var number = 0L;
        foreach (var chunk in _context.ReadLines().Chunk(lines))
        {
            Write(Translate(translator, chunk, number, options), parsed);
            number += chunk.Length;
        }

        return ExitCode.Done;
    }

    private IReadOnlyList<Translation> Translate(Translator translator, string[] lines, long before, DecodingOptions options)
    {
        RequireTranslatable(translator, lines, before);
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

    private static void RequireTranslatable(Translator translator, string[] lines, long before)
    {
        for (var i = 0; i < lines.Length; i++)
        {
            if (translator.CountTokens(lines[i]) is > Translator.MaxSourceTokens and var count)
            {
                throw new InvalidDataException(
                    $"Line {before + i + 1} has {count} tokens, more than {Translator.MaxSourceTokens}: split it into sentences.");
            }
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
