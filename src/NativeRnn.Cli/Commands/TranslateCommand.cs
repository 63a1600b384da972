using System.CommandLine;

namespace NativeRnn.Cli;

/// <summary><c>translate</c>: sentences on standard input, translations on standard output.</summary>
internal sealed class TranslateCommand : Command
{
    private const int LinesAtATime = 256; // sorted by length among themselves, so that batches pad little
    private readonly CliContext _context;
    private readonly Argument<string> _model = TextOption.Model();
    private readonly DecodingOptionGroup _decoding = new();
    private readonly Option<int> _batch = NumberOption.Create(
        "--batch", 32, NumberRanges.AtLeast(1), "Sentences translated side by side.");
    private readonly Option<int> _threads = CommonOptions.Threads();
    private readonly InferenceOptionGroup _inference = new();
    private readonly Option<bool> _json = CommonOptions.Json("Prints one JSON object per sentence: its n best with scores.");

    internal TranslateCommand(CliContext context)
        : base("translate", "Translates lines of standard input; empty lines stay empty.")
    {
        _context = context;
        Add(_model);
        _decoding.AddTo(this);
        Add(_batch);
        Add(_threads);
        _inference.AddTo(this);
        Add(_json);
        SetAction(Run);
    }

    private int Run(ParseResult parsed)
    {
        var options = _decoding.Settings(parsed);
        using var engine = Engine.Cpu(parsed.GetValue(_threads));
        using var model = Seq2SeqModel.Load(parsed.GetValue(_model)!, engine);
        var inference = _inference.Settings(parsed, model, fallback: null, _context.Cancellation);
        using var translator = new Translator(model, inference) { Batch = parsed.GetValue(_batch) };
        var lines = _context.IsInputTerminal ? 1 : LinesAtATime; // someone who types wants an answer to each line
        var number = 0L;
        foreach (var chunk in _context.ReadLines().Chunk(lines))
        {
            Write(Translate(translator, chunk, number, options), parsed.GetValue(_json));
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

    private void Write(IReadOnlyList<Translation> results, bool asJson)
    {
        foreach (var result in results)
        {
            if (asJson)
            {
                WriteJson(result);
            }
            else
            {
                WriteText(result);
            }
        }

        _context.Output.Flush();
    }

    private void WriteText(Translation result)
    {
        if (result.Candidates.Count <= 1)
        {
            _context.Output.WriteLine(result.Text);
            return;
        }

        foreach (var candidate in result.Candidates)
        {
            _context.Output.WriteLine(string.Create(
                System.Globalization.CultureInfo.InvariantCulture, $"{candidate.Hypothesis.Score:F4}\t{candidate.Text}"));
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
