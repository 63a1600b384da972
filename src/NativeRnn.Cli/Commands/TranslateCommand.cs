using System.CommandLine;
using System.Globalization;

namespace NativeRnn.Cli;

/// <summary><c>translate</c>: sentences on standard input, translations on standard output.</summary>
internal sealed class TranslateCommand : Command, ISharedCommand
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
        using var engine = _engine.Open(parsed, _context.ThreadsOr(0));
        using var model = Seq2SeqModel.Load(parsed.GetValue(_model)!, engine);
        var inference = _inference.Settings(parsed, model, fallback: null, _context.Cancellation);
        using var translator = new Translator(model, inference) { Batch = parsed.GetValue(_batch) };
        TranslateLines(translator, options, parsed);
        return ExitCode.Done;
    }

    private void TranslateLines(Translator translator, DecodingOptions options, ParseResult parsed)
    {
        if (_context.Ranks is { } ranks)
        {
            var shared = new SharedLines(ranks, block => Answer(translator, block, options, parsed));
            if (ranks.IsRoot)
            {
                shared.Deal(ReadBlocks(translator), Write);
            }
            else
            {
                shared.Serve();
            }

            return;
        }

        foreach (var block in ReadBlocks(translator))
        {
            Write(Answer(translator, block, options, parsed));
        }
    }

    private IEnumerable<LineBlock> ReadBlocks(Translator translator)
    {
        // Someone who types, or a program that asks for one sentence at a time, wants an answer to each line.
        var most = _context.IsInputTerminal || translator.Batch == 1 ? 1 : LinesAtATime;
        var waiting = new List<string>();
        var before = 0L;
        using var lines = _context.ReadLines().GetEnumerator();
        InvalidDataException? bad = null;
        while (bad is null && TryNext(lines, out bad, line => RequireTranslatable(translator, line, before + waiting.Count + 1)))
        {
            waiting.Add(lines.Current);
            if (waiting.Count == most)
            {
                yield return new LineBlock(before, waiting);
                (before, waiting) = (before + most, []);
            }
        }

        if (waiting.Count > 0)
        {
            yield return new LineBlock(before, waiting);
        }

        if (bad is not null) // those before it are answered first
        {
            throw bad;
        }
    }

    private static bool TryNext(IEnumerator<string> lines, out InvalidDataException? bad, Action<string> require)
    {
        bad = null;
        try
        {
            if (!lines.MoveNext())
            {
                return false;
            }

            require(lines.Current);
            return true;
        }
        catch (InvalidDataException failure)
        {
            bad = failure;
            return false;
        }
    }

    private BlockResult Answer(Translator translator, LineBlock block, DecodingOptions options, ParseResult parsed)
    {
        var results = translator.Translate(block.Lines, options, _context.Cancellation);
        var output = new StringWriter { NewLine = _context.Output.NewLine };
        var warnings = new List<string>();
        for (var i = 0; i < results.Count; i++)
        {
            Write(output, results[i], parsed);
            if (results[i].UnknownTokens.Count > 0)
            {
                var unknown = string.Join(", ", results[i].UnknownTokens.Select(token => $"'{token}'"));
                warnings.Add($"line {block.First + i + 1}: the model does not know {unknown}.");
            }
        }

        return new BlockResult(output.ToString(), string.Join('\n', warnings));
    }

    private void Write(BlockResult result)
    {
        foreach (var warning in result.Warnings.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            _context.Warn(warning);
        }

        _context.Output.Write(result.Output);
        _context.FlushOutput();
    }

    private static void RequireTranslatable(Translator translator, string line, long number)
    {
        if (translator.CountTokens(line) is > Translator.MaxSourceTokens and var count)
        {
            throw new InvalidDataException(
                $"Line {number} has {count} tokens, more than {Translator.MaxSourceTokens}: split it into sentences.");
        }
    }

    private void Write(TextWriter output, Translation result, ParseResult parsed)
    {
        if (parsed.GetValue(_json))
        {
            WriteJson(output, result);
        }
        else
        {
            WriteText(output, result, parsed.GetValue(_nBest));
        }
    }

    private static void WriteText(TextWriter output, Translation result, int nBest)
    {
        if (nBest == 1 || result.Candidates.Count == 0)
        {
            output.WriteLine(result.Text);
            return;
        }

        foreach (var candidate in result.Candidates)
        {
            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"{candidate.Hypothesis.Score:F4}\t{candidate.Text}"));
        }
    }

    private static void WriteJson(TextWriter output, Translation result) => JsonLine.Write(output, json =>
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
