using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace NativeRnn.Cli;

/// <summary>The option that lists numbers of steps ahead.</summary>
internal static class HorizonOption
{
    private const string Name = "--horizons";

    internal static Option<int[]?> Create() => new(Name)
    {
        Description = "Instead of predicting what comes next, measures how far predictions so many steps ahead are off, such as "
            + "1,4,16,64.",
        HelpName = "K[,K…]",
        Arity = ArgumentArity.ExactlyOne,
        CustomParser = Parse,
    };

    private static int[]? Parse(ArgumentResult result)
    {
        var text = result.Tokens[0].Value;
        var words = text.Split(',');
        int[] numbers = new int[words.Length];
        for (var i = 0; i < words.Length; i++)
        {
            if (!int.TryParse(words[i], NumberStyles.None, CultureInfo.InvariantCulture, out numbers[i]) || numbers[i] < 1)
            {
                result.AddError($"{Name} must be whole numbers of at least 1, separated by commas, not '{text}'.");
                return null;
            }
        }

        return numbers;
    }
}
