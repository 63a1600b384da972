using System.CommandLine;

namespace NativeRnn.Cli;

/// <summary>Makes options and arguments that take a file's name or a text.</summary>
internal static class TextOption
{
    /// <summary>An option that names a file.</summary>
    internal static Option<string> File(string name, string description, bool required = false)
    {
        var option = Text(name, description, required);
        option.HelpName = "FILE";
        option.Validators.Add(result =>
        {
            if (result.Tokens is [{ Value.Length: 0 }])
            {
                result.AddError($"{name} must name a file.");
            }
        });
        return option;
    }

    /// <summary>An option that names one or more files: it is given once for each.</summary>
    internal static Option<string[]> Files(string name, string description)
    {
        var option = new Option<string[]>(name)
        {
            Description = description,
            Required = true,
            HelpName = "FILE",
            Arity = ArgumentArity.OneOrMore,
            AllowMultipleArgumentsPerToken = false,
        };
        option.Validators.Add(result =>
        {
            if (result.Tokens.Any(token => token.Value.Length == 0))
            {
                result.AddError($"{name} must name a file.");
            }
        });
        return option;
    }

    /// <summary>An option that takes any text.</summary>
    internal static Option<string> Text(string name, string description, bool required = false) => new(name)
    {
        Description = description,
        Required = required,
        HelpName = "TEXT",
        Arity = ArgumentArity.ExactlyOne,
    };

    /// <summary>The argument that names a model file.</summary>
    /// <param name="writers">The commands that write it, as a sentence names them.</param>
    internal static Argument<string> Model(string writers = "'train'") => Input("MODEL", $"A model file that {writers} wrote.");

    /// <summary>An argument that names a file to read.</summary>
    internal static Argument<string> Input(string name, string description)
    {
        var argument = new Argument<string>(name) { Description = description };
        argument.Validators.Add(result =>
        {
            if (result.Tokens is [{ Value.Length: 0 }])
            {
                result.AddError($"{name} must name a file.");
            }
        });
        return argument;
    }
}
