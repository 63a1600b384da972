using System.CommandLine;

namespace NativeRnn.Cli;

/// <summary>The option that names columns of a file of comma-separated values, one each time it is given.</summary>
internal static class ColumnOption
{
    private const string Name = "--column";

    internal static Option<string[]> Create(string description)
    {
        var option = new Option<string[]>(Name)
        {
            Description = description,
            HelpName = "NAME",
            Arity = ArgumentArity.OneOrMore,
            AllowMultipleArgumentsPerToken = false,
        };
        option.Validators.Add(result =>
        {
            if (result.Tokens.Any(token => token.Value.Length == 0))
            {
                result.AddError($"{Name} must name a column.");
            }
        });
        return option;
    }
}
