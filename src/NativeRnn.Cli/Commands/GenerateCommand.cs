using System.CommandLine;

namespace NativeRnn.Cli;

/// <summary><c>generate</c>: a prompt and what the model makes of it, as it is made.</summary>
internal sealed class GenerateCommand : Command
{
    private readonly CliContext _context;
    private readonly Argument<string> _model = TextOption.Model("'train lm' or 'import'");
    private readonly Option<string> _prompt = TextOption.Text(
        "--prompt", "The text to continue; it is printed first.", required: true);
    private readonly Option<int> _length = NumberOption.Create(
        "--length", 200, NumberRanges.AtLeast(0), "Tokens to make.");
    private readonly Option<double> _temperature = NumberOption.Create(
        "--temperature", 1.0, NumberRanges.AtLeast(0.0), "Below 1: more certain; above 1: more varied; 0: as --greedy.");
    private readonly Option<int> _topK = NumberOption.Create(
        "--top-k", 0, NumberRanges.AtLeast(0), "Draws from the K likeliest tokens only; 0: from all.");
    private readonly Option<double> _topP = NumberOption.Create(
        "--top-p", 1.0, NumberRanges.AboveZeroToOne, "Draws from the likeliest tokens that reach this probability.");
    private readonly Option<bool> _greedy = new("--greedy") { Description = "Always takes the likeliest token." };
    private readonly Option<ulong> _seed = CommonOptions.Seed();
    private readonly EngineOptionGroup _engine = new();
    private readonly InferenceOptionGroup _inference = new();

    internal GenerateCommand(CliContext context)
        : base("generate", "Continues a text with a language model; prints the prompt and its continuation.")
    {
        _context = context;
        Add(_model);
        Add(_prompt);
        Add(_length);
        Add(_temperature);
        Add(_topK);
        Add(_topP);
        Add(_greedy);
        Add(_seed);
        _engine.AddTo(this);
        _inference.AddTo(this);
        SetAction(Run);
    }

    private int Run(ParseResult parsed)
    {
        var path = parsed.GetValue(_model)!;
        return BackoffModel.Recognizes(path) ? RunNGrams(parsed, path) : RunNeural(parsed, path);
    }

    private int RunNGrams(ParseResult parsed, string path)
    {
        if ((_inference.FindGiven(parsed) ?? _engine.FindGiven(parsed)) is { } option)
        {
            throw new UsageException($"{option} is for neural models, but {path} holds an n-gram model; leave it out.");
        }

        var prompt = parsed.GetValue(_prompt)!;
        var model = BackoffModel.Load(path);
        CheckPrompt(prompt, model.Codec);
        return Write(prompt, NGramTextGenerator.Stream(model, prompt, Settings(parsed), _context.Cancellation));
    }

    private int RunNeural(ParseResult parsed, string path)
    {
        var prompt = parsed.GetValue(_prompt)!;
        using var engine = _engine.Open(parsed);
        using var model = LanguageModel.Load(path, engine);
        CheckPrompt(prompt, model.Codec);
        using var generator = new TextGenerator(
            model, _inference.Settings(parsed, model, fallback: default, _context.Cancellation));
        return Write(prompt, generator.Stream(prompt, Settings(parsed), _context.Cancellation));
    }

    private int Write(string prompt, IEnumerable<string> continuation)
    {
        _context.Output.Write(prompt);
        try
        {
            foreach (var token in continuation)
            {
                _context.Output.Write(token);
                _context.FlushOutput();
            }
        }
        finally
        {
            _context.Output.WriteLine();
        }

        return ExitCode.Done;
    }

    private GenerationOptions Settings(ParseResult parsed) => new()
    {
        Length = parsed.GetValue(_length),
        Temperature = parsed.GetValue(_greedy) ? 0 : parsed.GetValue(_temperature),
        TopK = parsed.GetValue(_topK),
        TopP = parsed.GetValue(_topP),
        Seed = parsed.GetValue(_seed),
    };

    private void CheckPrompt(string prompt, TextCodec codec)
    {
        var encoded = codec.Encode(prompt);
        if (encoded.Ids.IsEmpty)
        {
            throw new UsageException("--prompt holds no token that the model could read; give at least one of its "
                + (codec.Unit == TokenUnit.Word ? "words." : "characters."));
        }

        if (encoded.UnknownCount > 0)
        {
            var unknown = string.Join(", ", encoded.UnknownTokens.Select(token => $"'{token}'"));
            _context.Warn($"the model does not know {unknown} of the prompt and reads {Vocabulary.Unknown} instead.");
        }
    }
}
