using System.CommandLine;

namespace NativeRnn.Cli;

/// <summary>The options that say where a command computes.</summary>
internal sealed class EngineOptionGroup
{
    private readonly Option<string> _engine = new("--engine")
    {
        Description =
            $"Where to compute; gpu needs a native library built for it. Default: {EngineChoice.Variable}, else cpu.",
        HelpName = "cpu|gpu[:N]",
        Arity = ArgumentArity.ExactlyOne,
    };

    private readonly Option<int> _threads = CommonOptions.Threads();

    internal EngineOptionGroup() => _engine.Validators.Add(result =>
    {
        if (!EngineChoice.TryParse(result.Tokens[0].Value, out _))
        {
            result.AddError($"--engine must be cpu, gpu or gpu:N, not '{result.Tokens[0].Value}'.");
        }
    });

    internal void AddTo(Command command)
    {
        command.Add(_engine);
        command.Add(_threads);
    }

    /// <summary>The name of one that the command line has; null where it has none.</summary>
    internal string? FindGiven(ParseResult parsed) =>
        parsed.Has(_engine) ? _engine.Name : parsed.Has(_threads) ? _threads.Name : null;

    /// <summary>The engine of the command line.</summary>
    internal Engine Open(ParseResult parsed) => Engine.Open(Choice(parsed), parsed.GetValue(_threads));

    /// <summary>The same, with as many threads as before where none are given.</summary>
    internal Engine Open(ParseResult parsed, int threadsBefore) =>
        Engine.Open(Choice(parsed), parsed.Has(_threads) ? parsed.GetValue(_threads) : threadsBefore);

    private EngineChoice Choice(ParseResult parsed) =>
        EngineChoice.TryParse(parsed.GetValue(_engine), out var given) ? given : EngineChoice.Default;
}
