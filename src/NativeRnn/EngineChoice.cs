using System.Globalization;

namespace NativeRnn;

/// <summary>Which engine to compute on: a kind and a number.</summary>
/// <param name="Kind">The kind of processor.</param>
/// <param name="Index">Its number among the engines of its kind, from 0.</param>
public readonly record struct EngineChoice(EngineKind Kind, int Index)
{
    /// <summary>The environment variable that names <see cref="Default"/>.</summary>
    public const string Variable = "NATIVERNN_ENGINE";

    /// <summary>What the environment variable <see cref="Variable"/> names, the CPU where it is not set.</summary>
    /// <exception cref="FormatException">The variable names no engine.</exception>
    public static EngineChoice Default
    {
        get
        {
            var text = Environment.GetEnvironmentVariable(Variable);
            if (string.IsNullOrEmpty(text))
            {
                return new EngineChoice(EngineKind.Cpu, 0);
            }
            return TryParse(text, out var choice) ? choice : throw new FormatException(
                $"The environment variable {Variable} is '{text}': set it to cpu, gpu or gpu:N, or unset it.");
        }
    }

    /// <summary>Reads <c>cpu</c>, <c>gpu</c> or <c>gpu:N</c>, N from 0.</summary>
    public static bool TryParse(string? text, out EngineChoice choice)
    {
        choice = new EngineChoice(text == "cpu" ? EngineKind.Cpu : EngineKind.Gpu, 0);
        if (text is "cpu" or "gpu")
        {
            return true;
        }
        const string Prefix = "gpu:";
        var index = 0;
        var isNumbered = text is not null && text.StartsWith(Prefix, StringComparison.Ordinal)
            && int.TryParse(text.AsSpan(Prefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out index);
        choice = choice with { Index = index };
        return isNumbered;
    }

    /// <summary>The text that <see cref="TryParse"/> reads.</summary>
    public override string ToString() => Kind == EngineKind.Cpu ? "cpu" : $"gpu:{Index}";
}
