using Microsoft.Extensions.Logging;

namespace NativeRnn.Hosting;

/// <summary>What the host's log says.</summary>
internal static partial class HostingLog
{
    [LoggerMessage(1, LogLevel.Information, "Loaded the {Kind} '{Name}': {Parameters} parameters in {Milliseconds} ms.")]
    internal static partial void ModelLoaded(this ILogger logger, string kind, string name, long parameters, long milliseconds);

    [LoggerMessage(2, LogLevel.Error, "The {Kind} '{Name}' could not be loaded.")]
    internal static partial void LoadFailed(this ILogger logger, Exception exception, string kind, string name);

    [LoggerMessage(3, LogLevel.Error, "A batch of {Sentences} sentences failed in the translator '{Name}'.")]
    internal static partial void BatchFailed(this ILogger logger, Exception exception, int sentences, string name);

    [LoggerMessage(4, LogLevel.Warning, "The translator '{Name}' was shut down while {Sentences} sentences waited for it.")]
    internal static partial void ShutDownWithWaiting(this ILogger logger, string name, int sentences);
}
