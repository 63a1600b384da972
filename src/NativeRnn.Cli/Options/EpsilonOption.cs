using System.CommandLine;
using System.Globalization;

namespace NativeRnn.Cli;

/// <summary>The option that takes one ε for all orders of an n-gram model, or one for each.</summary>
internal static class EpsilonOption
{
    internal static Option<double[]?> Create() => NumberListOption.Create(
        "--epsilon",
        "X[,X…]",
        NumberStyles.Float,
        NumberRanges.AtLeast(0.0),
        "numbers",
        "With --smoothing laplace: what is added to the counts, for all orders or, separated by commas, from "
            + "order 1 up, where the last stands for all above; default 1.");
}
