namespace NativeRnn;

/// <summary>Builds the codecs of both sides of sentence pairs.</summary>
internal static class PairCodecs
{
    /// <summary>Counts the tokens of all pairs, in one pass that holds one pair at a time.</summary>
    internal static (TextCodec Source, TextCodec Target) Build(
        IEnumerable<SentencePair> pairs, PairCorpusOptions options)
    {
        Tokenizer tokenizer = Tokenizer.For(options.Unit);
        VocabularyBuilder source = new(), target = new();
        TokenVisitor addSource = source.Add, addTarget = target.Add;
        foreach (SentencePair pair in pairs)
        {
            Count(pair.Source, addSource);
            Count(pair.Target, addTarget);
        }

        return (CodecOf(source), CodecOf(target));

        void Count(string sentence, TokenVisitor add) => tokenizer.Visit(
            TextNormalizer.Normalize(sentence, options.Normalization, tokenizer.LineSeparator), add);

        TextCodec CodecOf(VocabularyBuilder builder) => new(
            builder.Build(Vocabulary.SentenceMarks, options.MinFrequency, options.MaxVocabulary ?? int.MaxValue),
            options.Normalization,
            options.Unit);
    }

    internal static void RequireMarks(TextCodec codec, string parameter)
    {
        ArgumentNullException.ThrowIfNull(codec, parameter);
        if (!codec.Vocabulary.HasSentenceMarks)
        {
            throw new ArgumentException(
                "The vocabulary has no <pad>, <bos> and <eos> at indices 1 to 3; take the codec of a PairCorpus.",
                parameter);
        }
    }
}
