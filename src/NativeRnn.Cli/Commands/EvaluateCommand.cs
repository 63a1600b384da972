using System.CommandLine;
using System.Globalization;

namespace NativeRnn.Cli;

/// <summary><c>evaluate</c>: how well a model predicts a text.</summary>
internal sealed class EvaluateCommand : Command
{
    private readonly CliContext _context;
    private readonly Argument<string> _model = TextOption.Model();
    private readonly Option<string> _data = TextOption.File("--data", "The text to predict, in UTF-8.", required: true);
    private readonly Option<int> _batch = NumberOption.Create(
        "--batch",
        1,
        NumberRanges.AtLeast(1),
        "Strips that the text is cut into and read side by side; each begins without a past. 1 is exact.");
    private readonly Option<int> _threads = CommonOptions.Threads();
    private readonly ChoiceOption<Precision> _precision = CommonOptions.Precisions("bf16", "int8");
    private readonly Option<bool> _json = CommonOptions.Json("Prints one JSON object.");

    internal EvaluateCommand(CliContext context)
        : base("evaluate", "Measures how well a language model predicts a text.")
    {
        _context = context;
        Add(_model);
        Add(_data);
        Add(_batch);
        Add(_threads);
        Add(_precision);
        Add(_json);
        SetAction(Run);
    }

    private int Run(ParseResult parsed)
    {
        using var engine = Engine.Cpu(parsed.GetValue(_threads));
        using var model = LanguageModel.Load(parsed.GetValue(_model)!, engine);
        var settings = new CorpusOptions { Normalization = model.Codec.Normalization, Unit = model.Codec.Unit };
        var corpus = Corpus.FromFile(parsed.GetValue(_data)!, settings, model.Vocabulary);
        if (corpus.UnknownCount > 0)
        {
            _context.Warn($"the model does not know {corpus.UnknownCount} of {corpus.Tokens.Length} tokens of the text.");
        }

        var loss = LanguageModelEvaluator.Evaluate(
            model, corpus.Tokens, parsed.GetValue(_batch), _context.Cancellation);
        Write(loss, parsed.GetValue(_json));
        return ExitCode.Done;
    }

    private void Write(Loss loss, bool asJson)
    {
        if (asJson)
        {
            JsonLine.Write(_context.Output, json =>
            {
                json.WriteNumber("tokens", loss.Count);
                json.WriteReal("loss", loss.Mean);
                json.WriteReal("perplexity", loss.Perplexity);
            });
            return;
        }

        _context.Output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"tokens {loss.Count} loss {loss.Mean:F6} perplexity {loss.Perplexity:F4}"));
    }
}
