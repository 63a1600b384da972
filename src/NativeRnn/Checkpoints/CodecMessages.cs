using NativeRnn.Checkpoints.Proto;

namespace NativeRnn;

/// <summary>Vocabularies and text settings to and from checkpoint messages.</summary>
internal static class CodecMessages
{
    internal static Checkpoints.Proto.Vocabulary VocabularyOf(Vocabulary source)
    {
        var vocabulary = new Checkpoints.Proto.Vocabulary
        {
            ReservedCount = source.HasSentenceMarks ? 1 + Vocabulary.SentenceMarks.Count : 1,
        };
        vocabulary.Tokens.AddRange(source.Tokens);
        return vocabulary;
    }

    internal static TextSettings TextOf(TextCodec codec) => new()
    {
        Normalization = (Checkpoints.Proto.Normalization)(codec.Normalization + 1),
        Unit = (Checkpoints.Proto.TokenUnit)(codec.Unit + 1),
        BytePairs = codec.BytePairs is { } code ? MessageOf(code) : null,
    };

    internal static TextCodec CodecOf(Checkpoints.Proto.Vocabulary vocabulary, TextSettings text) => new(
        Vocabulary.FromTokens(vocabulary.Tokens), (Normalization)((int)text.Normalization - 1), TokenizerOf(text));

    /// <summary>The merges of a message with an even number of numbers.</summary>
    internal static IEnumerable<(int Left, int Right)> MergesOf(Checkpoints.Proto.BytePairCode message) =>
        message.Merges.Chunk(2).Select(pair => ((int)pair[0], (int)pair[1]));

    private static Checkpoints.Proto.BytePairCode MessageOf(BytePairCode code)
    {
        var message = new Checkpoints.Proto.BytePairCode { Spaces = (Checkpoints.Proto.BytePairSpaces)(code.Spaces + 1) };
        message.Merges.AddRange(code.Numbers.SelectMany(pair => new[] { (uint)pair.Left, (uint)pair.Right }));
        return message;
    }

    private static Tokenizer TokenizerOf(TextSettings text) => text.BytePairs is { } code
        ? new BytePairTokenizer(BytePairCode.FromNumbers(MergesOf(code), (BytePairSpaces)((int)code.Spaces - 1)))
        : Tokenizer.For((TokenUnit)((int)text.Unit - 1));
}
