namespace NativeRnn.Cli;

/// <summary>Shows tokens that would not be seen.</summary>
internal static class VisibleToken
{
    /// <summary>The token, or a sign for white space.</summary>
    internal static string Of(string token) => token switch
    {
        " " => "␣",
        "\n" => "↵",
        "\r" => "␍",
        "\t" => "⇥",
        _ => token,
    };
}
