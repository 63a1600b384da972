using System.CommandLine;

namespace NativeRnn.Cli;

/// <summary>Groups what can be done with data sets; needs no native library.</summary>
internal sealed class DataCommand : Command
{
    internal DataCommand(CliContext context)
        : base("data", "Lists, downloads and finds texts to train on.")
    {
        Add(new DataListCommand(context));
        Add(new DataGetCommand(context));
        Add(new DataPathCommand(context));
        SetAction(int (_) => throw new UsageException(
            "Say what to do: 'data list' shows the data sets, 'data get NAME' downloads one, and 'data path NAME' prints where "
            + "its file is."));
    }

    /// <summary>The argument that names a data set.</summary>
    internal static Argument<string> SetName() => new("NAME")
    {
        Description = $"One of {string.Join(", ", DataSetCatalog.All.Select(set => set.Name))}.",
    };
}
