using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Numerics;

namespace NativeRnn.Cli;

/// <summary>Makes options that take a number, with errors that name the option and its range.</summary>
internal static class NumberOption
{
    private const NumberStyles Whole = NumberStyles.AllowLeadingSign;

    /// <summary>An option with a default.</summary>
    internal static Option<T> Create<T>(string name, T fallback, NumberRange<T> range, string description)
        where T : struct, INumber<T>, IMinMaxValue<T> => new(name)
        {
            Description = description,
            HelpName = HelpNameOf<T>(),
            DefaultValueFactory = _ => fallback,
            CustomParser = result => Parse(result, name, range),
            Arity = ArgumentArity.ExactlyOne,
        };

    /// <summary>An option that is null where it is not given.</summary>
    internal static Option<T?> CreateOptional<T>(string name, NumberRange<T> range, string description)
        where T : struct, INumber<T>, IMinMaxValue<T> => new(name)
        {
            Description = description,
            HelpName = HelpNameOf<T>(),
            CustomParser = result => Parse(result, name, range),
            Arity = ArgumentArity.ExactlyOne,
        };

    private static T Parse<T>(ArgumentResult result, string name, NumberRange<T> range)
        where T : struct, INumber<T>, IMinMaxValue<T>
    {
        var text = result.Tokens[0].Value;
        if (T.TryParse(text, IsReal<T>() ? NumberStyles.Float : Whole, CultureInfo.InvariantCulture, out var value)
            && range.Contains(value))
        {
            return value;
        }

        result.AddError($"{name} must be {(IsReal<T>() ? "a number" : "a whole number")}, {range}, not '{text}'.");
        return default;
    }

    private static bool IsReal<T>() => typeof(T) == typeof(double);

    private static string HelpNameOf<T>() => IsReal<T>() ? "X" : "N";
}
