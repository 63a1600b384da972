using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace NativeRnn.Cli;

/// <summary>Makes the option that takes the hidden units of all layers, or of each: <c>256</c> or <c>512,256</c>.</summary>
internal static class SizesOption
{
    internal static Option<LayerSizes> Create(string name, int fallback, string description) => new(name)
    {
        Description = description,
        HelpName = "N[,N…]",
        DefaultValueFactory = _ => [fallback],
        CustomParser = result => Parse(result, name),
        Arity = ArgumentArity.ExactlyOne,
    };

    private static LayerSizes Parse(ArgumentResult result, string name)
    {
        var text = result.Tokens[0].Value;
        var sizes = new List<int>();
        foreach (var part in text.Split(','))
        {
            if (!int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var size) || size < 1)
            {
                result.AddError(text.Contains(',', StringComparison.Ordinal)
                    ? $"{name} must name a whole number, at least 1, for each layer, with commas between, not '{text}'."
                    : $"{name} must be a whole number, at least 1, not '{text}'.");
                return default;
            }

            sizes.Add(size);
        }

        return LayerSizes.Of([.. sizes]);
    }
}
