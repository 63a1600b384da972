using System.Reflection;

namespace NativeRnn;

/// <summary>The last field of every signature: which program counted.</summary>
internal static class MetricVersion
{
    /// <summary>Such as <c>nativernn-0.1.0</c>: the name tells it from a version of sacreBLEU.</summary>
    internal static string Text { get; } = "nativernn-" + typeof(MetricVersion).Assembly
        .GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];
}
