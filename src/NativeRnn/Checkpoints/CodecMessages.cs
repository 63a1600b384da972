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
    };

    internal static TextCodec CodecOf(Checkpoints.Proto.Vocabulary vocabulary, TextSettings text) => new(
        Vocabulary.FromTokens(vocabulary.Tokens),
        (Normalization)((int)text.Normalization - 1),
        (TokenUnit)((int)text.Unit - 1));
}
