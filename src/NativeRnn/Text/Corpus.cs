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
        Create(Utf8File.ReadText(path), $"The file '{path}'", options ?? new CorpusOptions(), null);

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
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(vocabulary);
        return Create(Utf8File.ReadText(path), $"The file '{path}'", options, vocabulary);
    }

    /// <summary>Takes a text and builds its vocabulary.</summary>
    /// <param name="text">The text.</param>
    /// <param name="options">How it becomes ids; default <see cref="CorpusOptions"/>'s defaults.</param>
    /// <exception cref="InvalidDataException">The text is empty, or normalisation leaves no token of it.</exception>
    public static Corpus FromText(string text, CorpusOptions? options = null) =>
        Create(text, "The text", options ?? new CorpusOptions(), null);

    /// <summary>Takes a text with the vocabulary of another one.</summary>
    /// <param name="text">The text.</param>
    /// <param name="options">How it becomes ids; as for the text that the vocabulary comes from.</param>
    /// <param name="vocabulary">The tokens that are known.</param>
    /// <exception cref="InvalidDataException">The text is empty, or normalisation leaves no token of it.</exception>
    public static Corpus FromText(string text, CorpusOptions options, Vocabulary vocabulary)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(vocabulary);
        return Create(text, "The text", options, vocabulary);
    }

    private static Corpus Create(string text, string source, CorpusOptions options, Vocabulary? vocabulary)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.Length == 0)
        {
            throw new InvalidDataException($"{source} is empty; give a text with at least one token.");
        }

        Tokenizer tokenizer = Tokenizer.For(options.Unit);
        string normalized = TextNormalizer.Normalize(text, options.Normalization, tokenizer.LineSeparator);
        TextCodec codec = new(
            vocabulary ?? BuildVocabulary(normalized, tokenizer, options), options.Normalization, options.Unit);
        EncodedText encoded = codec.EncodeNormalized(normalized, options.MaxTokens ?? int.MaxValue);
        return encoded.Ids.IsEmpty ? throw NothingLeft(source, options) : new Corpus(codec, encoded);
    }

    private static Vocabulary BuildVocabulary(string normalized, Tokenizer tokenizer, CorpusOptions options)
    {
        VocabularyBuilder builder = new();
        tokenizer.Visit(normalized, builder.Add);
        return builder.Build([], options.MinFrequency);
    }

    private static InvalidDataException NothingLeft(string source, CorpusOptions options) =>
        new(options.Normalization == Normalization.Letters
            ? $"{source} holds no letter A to Z, so that the normalisation 'letters' leaves nothing of it; "
                + "choose 'lower' or 'none', or give another text."
            : $"{source} holds only white space, so that there is no word in it; give a text with words.");
}
