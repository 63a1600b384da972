using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Numerics;

namespace NativeRnn.Cli;

/// <summary>Options that take numbers separated by commas.</summary>
internal static class NumberListOption
{
    /// <summary>An option that is left out or holds at least one number.</summary>
    /// <param name="name">With its dashes.</param>
    /// <param name="helpName">How the help shows its value.</param>
    /// <param name="style">How its numbers may be written.</param>
    /// <param name="range">What each must be in.</param>
    /// <param name="kind">What they are, for the message.</param>
    /// <param name="description">For the help.</param>
    internal static Option<TNumber[]?> Create<TNumber>(
        string name, string helpName, NumberStyles style, NumberRange<TNumber> range, string kind, string description)
        where TNumber : struct, INumber<TNumber>, IMinMaxValue<TNumber>
    {
        return new Option<TNumber[]?>(name)
        {
            Description = description,
            HelpName = helpName,
            Arity = ArgumentArity.ExactlyOne,
            CustomParser = Parse,
        };

        TNumber[]? Parse(ArgumentResult result)
        {
            var text = result.Tokens[0].Value;
            var words = text.Split(',');
            var numbers = new TNumber[words.Length];
            for (var i = 0; i < words.Length; i++)
            {
                if (!TNumber.TryParse(words[i], style, CultureInfo.InvariantCulture, out numbers[i])
                    || !range.Contains(numbers[i]))
                {
                    result.AddError($"{name} must be {kind} of {range}, separated by commas, not '{text}'.");
                    return null;
                }
            }

            return numbers;
        }
    }
}
