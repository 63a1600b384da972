namespace NativeRnn.Cli;

/// <summary>The words for what one token is.</summary>
internal static class TokenUnits
{
    /// <summary>What a text may be cut into.</summary>
    internal static (string Word, TokenUnit Value)[] Words { get; } =
        [("char", TokenUnit.Char), ("word", TokenUnit.Word), ("bpe", TokenUnit.BytePair)];

    /// <summary>The word for a unit.</summary>
    internal static string WordOf(TokenUnit unit) => Array.Find(Words, choice => choice.Value == unit).Word;
}
