using System.Text;
using System.Text.Json;
using NativeRnn.Cli;

namespace NativeRnn.Tests.Cli;

/// <summary>One run of the command line inside this process.</summary>
internal sealed record CliRun(int Code, string Output, string Error)
{
    /// <summary>Each line of the output as a JSON object.</summary>
    public JsonElement[] JsonLines() =>
        [.. Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement)];

    /// <summary>The lines of the output, without what follows the last line end.</summary>
    public string[] Lines() => Output.Split('\n')[..^1];

    public static CliRun Of(params string[] args) => OfBytes([], args);

    /// <summary>A run that reads a text from standard input.</summary>
    public static CliRun OfInput(string input, params string[] args) => OfBytes(Encoding.UTF8.GetBytes(input), args);

    /// <summary>A run that reads bytes from standard input.</summary>
    public static CliRun OfBytes(byte[] input, params string[] args)
    {
        using var output = new StringWriter { NewLine = "\n" };
        using var error = new StringWriter { NewLine = "\n" };
        var code = CliProgram.Run(args, output, error, input: () => new MemoryStream(input));
        return new CliRun(code, output.ToString(), error.ToString());
    }

    /// <summary>The names of an object's properties, in order.</summary>
    public static string[] Fields(JsonElement line) => [.. line.EnumerateObject().Select(property => property.Name)];
}
