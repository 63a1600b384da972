using System.CommandLine;
using System.CommandLine.Parsing;

namespace NativeRnn.Cli;

/// <summary>An option that takes one of a few words, each standing for a value.</summary>
internal sealed class ChoiceOption<T> : Option<string>
    where T : struct
{
    private readonly (string Word, T Value)[] _choices;
    private readonly string[] _later;

    /// <summary>Describes the option.</summary>
    /// <param name="name">With its dashes.</param>
    /// <param name="description">For the help.</param>
    /// <param name="choices">The words.</param>
    /// <param name="fallback">The default word; null for none.</param>
    /// <param name="later">Words that a later version will understand.</param>
    internal ChoiceOption(
        string name, string description, (string Word, T Value)[] choices, string? fallback = null, string[]? later = null)
        : base(name)
    {
        _choices = choices;
        _later = later ?? [];
        Description = description;
        HelpName = string.Join('|', choices.Select(choice => choice.Word));
        Arity = ArgumentArity.ExactlyOne;
        CustomParser = Check;
        if (fallback is not null)
        {
            DefaultValueFactory = _ => fallback;
        }
    }

    /// <summary>The chosen value; null where none is given and there is no default.</summary>
    internal T? Read(ParseResult parsed) =>
        parsed.GetValue(this) is { } word ? Array.Find(_choices, choice => choice.Word == word).Value : null;

    private string? Check(ArgumentResult result)
    {
        var text = result.Tokens[0].Value;
        if (Array.Exists(_choices, choice => choice.Word == text))
        {
            return text;
        }

        var words = string.Join(", ", _choices.Select(choice => choice.Word));
        result.AddError(_later.Contains(text)
            ? $"{Name} {text} is not available in this version; choose {words}."
            : $"{Name} must be one of {words}, not '{text}'.");
        return null;
    }
}
