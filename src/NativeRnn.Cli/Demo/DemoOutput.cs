namespace NativeRnn.Cli;

/// <summary>Where the demo's results go.</summary>
/// <param name="Folder">Its full path.</param>
internal sealed record DemoOutput(string Folder)
{
    internal string Writer => Path.Combine(Folder, "lighthouse.nrnn");

    internal string Translator => Path.Combine(Folder, "english-french.nrnn");

    internal string Report => Path.Combine(Folder, "report.html");

    /// <summary>Makes the folder, and fails where the results could not be written later.</summary>
    internal static DemoOutput In(string folder)
    {
        var output = new DemoOutput(Directory.CreateDirectory(folder).FullName);
        OutputFile.RequireRoom(output.Writer);
        OutputFile.RequireRoom(output.Translator);
        OutputFile.RequireRoom(output.Report);
        return output;
    }
}
