using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace NativeRnn.Cli;

/// <summary>The option that takes one ε for all orders of an n-gram model, or one for each.</summary>
internal static class EpsilonOption
{
    private const string Name = "--epsilon";

    internal static Option<double[]?> Create() => new(Name)
    {
        Description = "With --smoothing laplace: what is added to the counts, for all orders or, separated by commas, from "
            + "order 1 up, where the last stands for all above; default 1.",
        HelpName = "X[,X…]",
        Arity = ArgumentArity.ExactlyOne,
        CustomParser = Parse,
    };

    private static double[]? Parse(ArgumentResult result)
    {
        var text = result.Tokens[0].Value;
        var words = text.Split(',');
        double[] numbers = new double[words.Length];
        for (var i = 0; i < words.Length; i++)
        {
            if (!double.TryParse(words[i], NumberStyles.Float, CultureInfo.InvariantCulture, out numbers[i])
                || !NumberRanges.AtLeast(0.0).Contains(numbers[i]))
            {
                result.AddError($"{Name} must be numbers of at least 0, separated by commas, not '{text}'.");
                return null;
            }
        }

        return numbers;
    }
}
