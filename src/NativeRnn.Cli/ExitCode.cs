namespace NativeRnn.Cli;

/// <summary>What scripts learn from the command's end.</summary>
internal static class ExitCode
{
    /// <summary>The command did what it should.</summary>
    internal const int Done = 0;

    /// <summary>It could not: a file, the native library or the numbers were in the way.</summary>
    internal const int Failed = 1;

    /// <summary>The command line makes no sense.</summary>
    internal const int Usage = 2;

    /// <summary>Ctrl-C or a request to terminate (128 + SIGINT).</summary>
    internal const int Interrupted = 130;

    /// <summary>Nobody read its output any more, as behind <c>| head</c> (128 + SIGPIPE).</summary>
    internal const int OutputClosed = 141;
}
