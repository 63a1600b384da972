namespace NativeRnn.Cli;

/// <summary>Shows tokens of which some part would not be seen.</summary>
internal static class VisibleToken
{
    /// <summary>The token with signs for its white space; a run of bytes as the text that it is.</summary>
    internal static string Of(TextCodec codec, int id)
    {
        var token = codec.Unit == TokenUnit.BytePair ? codec.Decode([id]) : codec.Vocabulary[id];
        return token.Length == 0
            ? codec.Vocabulary[id]
            : string.Concat(token.Select(character => character switch
            {
                ' ' => '␣',
                '\n' => '↵',
                '\r' => '␍',
                '\t' => '⇥',
                _ => character,
            }));
    }
}
