using System.CommandLine;
using System.Globalization;

namespace NativeRnn.Cli;

/// <summary>The option that lists numbers of steps ahead.</summary>
internal static class HorizonOption
{
    internal static Option<int[]?> Create() => NumberListOption.Create(
        "--horizons",
        "K[,K…]",
        NumberStyles.None,
        NumberRanges.AtLeast(1),
        "whole numbers",
        "Instead of predicting what comes next, measures how far predictions so many steps ahead are off, such as "
            + "1,4,16,64.");
}
