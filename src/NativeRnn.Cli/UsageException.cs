namespace NativeRnn.Cli;

/// <summary>Options that do not go together, or that this version does not have yet.</summary>
internal sealed class UsageException(string message) : Exception(message);
