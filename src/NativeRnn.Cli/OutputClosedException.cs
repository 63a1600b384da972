namespace NativeRnn.Cli;

/// <summary>Nobody reads the output any more, as behind <c>| head</c>: there is nothing left to do, and nothing to say.</summary>
internal sealed class OutputClosedException : Exception;
