namespace NativeRnn;

/// <summary>Builds the codecs of both sides of sentence pairs.</summary>
internal static class PairCodecs
{
    /// <summary>Counts the tokens of all pairs, in one pass that holds one pair at a time.</summary>
    internal static (TextCodec Source, TextCodec Target) Build(
        IEnumerable<SentencePair> pairs, PairCorpusOptions options)
    {
        if (options.Unit == TokenUnit.BytePair)
        {
            return LearnBytePairs(pairs, options);
        }

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

    private static (TextCodec Source, TextCodec Target) LearnBytePairs(
        IEnumerable<SentencePair> pairs, PairCorpusOptions options)
    {
        VocabularyBuilder source = new(), target = new();
        TokenVisitor addSource = source.Add, addTarget = target.Add;
        foreach (SentencePair pair in pairs)
        {
            Count(pair.Source, addSource);
            Count(pair.Target, addTarget);
        }

        BytePairCode? joint = options.IsBytePairCodeJoint
            ? BytePairCode.Learn(source.Entries.Concat(target.Entries), options.BytePairs)
            : null;
        return (CodecOf(source), CodecOf(target));

        void Count(string sentence, TokenVisitor add) => BytePairPieces.Visit(
            TextNormalizer.Normalize(sentence, options.Normalization, BytePairTokenizer.Lines), options.BytePairs.Spaces, add);

        TextCodec CodecOf(VocabularyBuilder pieces) => BytePairCodecs.Create(
            joint ?? BytePairCode.Learn(pieces.Entries, options.BytePairs),
            pieces,
            Vocabulary.SentenceMarks,
            options.Normalization);
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
