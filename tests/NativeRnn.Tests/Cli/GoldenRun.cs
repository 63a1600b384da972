using System.Text.Json;

namespace NativeRnn.Tests.Cli;

/// <summary>The command line that repeats a stored training run.</summary>
internal static class GoldenRun
{
    // Option of the command line, and the setting's name in the file.
    private static readonly (string Option, string Setting)[] _settings =
    [
        ("--normalize", "normalize"), ("--max-tokens", "max_tokens"), ("--tokens", "tokens"),
        ("--hidden", "hidden"), ("--layers", "layers"), ("--embed", "embed"), ("--batch", "batch"), ("--steps", "steps"),
        ("--sampling", "sampling"), ("--offset", "offset"), ("--optimizer", "optimizer"), ("--lr", "lr"), ("--clip", "clip"),
    ];

    public static string[] Arguments(JsonElement golden)
    {
        List<string> arguments = ["train", "lm", "--json", "--log-steps"];
        foreach (var (option, setting) in _settings)
        {
            arguments.AddRange([option, golden.GetProperty(setting).ToString()]);
        }

        arguments.AddRange(["--max-steps", $"{golden.GetProperty("log").GetArrayLength()}"]);
        arguments.AddRange(["--cell", golden.GetProperty("cell").GetString() == "GRU" ? "gru" : "lstm"]);
        if (golden.GetProperty("gru_variant").GetString() is { } variant)
        {
            arguments.AddRange(["--gru-variant", variant]);
        }

        return [.. arguments];
    }
}
