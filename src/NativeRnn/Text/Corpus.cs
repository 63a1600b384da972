namespace NativeRnn;

/// <summary>A text as token ids, ready to train on or to evaluate with.</summary>
public sealed class Corpus
{
    private Corpus(TextCodec codec, EncodedText text)
    {
        Codec = codec;
        Tokens = text.Ids;
        UnknownCount = text.UnknownCount;
    }

    /// <summary>What turned the text into ids, and turns ids back.</summary>
    public TextCodec Codec { get; }

    /// <summary>The tokens that are known.</summary>
    public Vocabulary Vocabulary => Codec.Vocabulary;

    /// <summary>What was done to the text first.</summary>
    public Normalization Normalization => Codec.Normalization;

    /// <summary>What one token is.</summary>
    public TokenUnit Unit => Codec.Unit;

    /// <summary>The token ids in order; at least one.</summary>
    public ReadOnlyMemory<int> Tokens { get; }

    /// <summary>How many of <see cref="Tokens"/> the vocabulary does not know.</summary>
    public int UnknownCount { get; }

    /// <summary>Reads a UTF-8 text file and builds its vocabulary.</summary>
    /// <param name="path">The file; a byte order mark is skipped.</param>
    /// <param name="options">How the text becomes ids; default <see cref="CorpusOptions"/>'s defaults.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="IOException"><paramref name="path"/> is a folder, or the file cannot be read.</exception>
    /// <exception cref="InvalidDataException">
    /// The file is empty, is not UTF-8 (the message names line and byte), or normalisation leaves no token of it.
    /// </exception>
    public static Corpus FromFile(string path, CorpusOptions? options = null) =>
        Create(Utf8File.ReadText(path), $"The file '{path}'", options ?? new CorpusOptions());

    /// <summary>Reads a UTF-8 text file with the vocabulary of another text, as validation needs it.</summary>
    /// <param name="path">The file; a byte order mark is skipped.</param>
    /// <param name="options">How the text becomes ids; as for the text that the vocabulary comes from.</param>
    /// <param name="vocabulary">The tokens that are known.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="IOException"><paramref name="path"/> is a folder, or the file cannot be read.</exception>
    /// <exception cref="InvalidDataException">
    /// The file is empty, is not UTF-8 (the message names line and byte), or normalisation leaves no token of it.
    /// </exception>
    public static Corpus FromFile(string path, CorpusOptions options, Vocabulary vocabulary)
    {
        TextCodec codec = CodecOf(vocabulary, options);
        return FromFile(path, codec, options.MaxTokens);
    }

    /// <summary>Reads a UTF-8 text file with the codec of another text or of a model.</summary>
    /// <param name="path">The file; a byte order mark is skipped.</param>
    /// <param name="codec">What turns it into ids.</param>
    /// <param name="maxTokens">How many tokens to keep, from the first, at least 1; default null: all.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="maxTokens"/> is below 1.</exception>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="IOException"><paramref name="path"/> is a folder, or the file cannot be read.</exception>
    /// <exception cref="InvalidDataException">
    /// The file is empty, is not UTF-8 (the message names line and byte), or normalisation leaves no token of it.
    /// </exception>
    public static Corpus FromFile(string path, TextCodec codec, int? maxTokens = null)
    {
        ArgumentNullException.ThrowIfNull(codec);
        ArgumentOutOfRangeException.ThrowIfLessThan(maxTokens ?? 1, 1, nameof(maxTokens));
        return Create(Utf8File.ReadText(path), $"The file '{path}'", codec, maxTokens);
    }

    /// <summary>Takes a text and builds its vocabulary.</summary>
    /// <param name="text">The text.</param>
    /// <param name="options">How it becomes ids; default <see cref="CorpusOptions"/>'s defaults.</param>
    /// <exception cref="InvalidDataException">The text is empty, or normalisation leaves no token of it.</exception>
    public static Corpus FromText(string text, CorpusOptions? options = null) =>
        Create(text, "The text", options ?? new CorpusOptions());

    /// <summary>Takes a text with the vocabulary of another one.</summary>
    /// <param name="text">The text.</param>
    /// <param name="options">How it becomes ids; as for the text that the vocabulary comes from.</param>
    /// <param name="vocabulary">The tokens that are known.</param>
    /// <exception cref="InvalidDataException">The text is empty, or normalisation leaves no token of it.</exception>
    public static Corpus FromText(string text, CorpusOptions options, Vocabulary vocabulary)
    {
        TextCodec codec = CodecOf(vocabulary, options);
        return Create(text, "The text", codec, options.MaxTokens);
    }

    /// <summary>Takes a text with the codec of another one or of a model.</summary>
    /// <param name="text">The text.</param>
    /// <param name="codec">What turns it into ids.</param>
    /// <param name="maxTokens">How many tokens to keep, from the first, at least 1; default null: all.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="maxTokens"/> is below 1.</exception>
    /// <exception cref="InvalidDataException">The text is empty, or normalisation leaves no token of it.</exception>
    public static Corpus FromText(string text, TextCodec codec, int? maxTokens = null)
    {
        ArgumentNullException.ThrowIfNull(codec);
        ArgumentOutOfRangeException.ThrowIfLessThan(maxTokens ?? 1, 1, nameof(maxTokens));
        return Create(text, "The text", codec, maxTokens);
    }

    private static Corpus Create(string text, string source, CorpusOptions options)
    {
        RequireText(text, source);
        bool isBytePair = options.Unit == TokenUnit.BytePair;
        string separator = isBytePair ? BytePairTokenizer.Lines : Tokenizer.For(options.Unit).LineSeparator;
        string normalized = TextNormalizer.Normalize(text, options.Normalization, separator);
        TextCodec codec = isBytePair ? LearnBytePairs(normalized, options) : BuildCodec(normalized, options);
        return Encode(normalized, source, codec, options.MaxTokens);
    }

    private static Corpus Create(string text, string source, TextCodec codec, int? maxTokens)
    {
        RequireText(text, source);
        string normalized = TextNormalizer.Normalize(text, codec.Normalization, codec.Tokenizer.LineSeparator);
        return Encode(normalized, source, codec, maxTokens);
    }

    private static Corpus Encode(string normalized, string source, TextCodec codec, int? maxTokens)
    {
        EncodedText encoded = codec.EncodeNormalized(normalized, maxTokens ?? int.MaxValue);
        return encoded.Ids.IsEmpty ? throw NothingLeft(source, codec.Normalization) : new Corpus(codec, encoded);
    }

    private static void RequireText(string text, string source)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.Length == 0)
        {
            throw new InvalidDataException($"{source} is empty; give a text with at least one token.");
        }
    }

    private static TextCodec CodecOf(Vocabulary vocabulary, CorpusOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(vocabulary);
        return options.Unit == TokenUnit.BytePair
            ? throw new ArgumentException("Byte pairs need their merges beside the vocabulary; give the codec.", nameof(options))
            : new TextCodec(vocabulary, options.Normalization, options.Unit);
    }

    private static TextCodec BuildCodec(string normalized, CorpusOptions options)
    {
        VocabularyBuilder builder = new();
        Tokenizer.For(options.Unit).Visit(normalized, builder.Add);
        return new TextCodec(builder.Build([], options.MinFrequency), options.Normalization, options.Unit);
    }

    private static TextCodec LearnBytePairs(string normalized, CorpusOptions options)
    {
        VocabularyBuilder pieces = new();
        BytePairPieces.Visit(normalized, options.BytePairs.Spaces, pieces.Add);
        return BytePairCodecs.Create(BytePairCode.Learn(pieces.Entries, options.BytePairs), pieces, [], options.Normalization);
    }

    private static InvalidDataException NothingLeft(string source, Normalization normalization) =>
        new(normalization == Normalization.Letters
            ? $"{source} holds no letter A to Z, so that the normalisation 'letters' leaves nothing of it; "
                + "choose 'lower' or 'none', or give another text."
            : $"{source} holds only white space, so that there is no word in it; give a text with words.");
}
