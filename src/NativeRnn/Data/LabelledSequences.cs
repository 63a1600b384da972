using System.Runtime.InteropServices;
using NativeRnn.Checkpoints.Proto;

namespace NativeRnn;

/// <summary>Sequences of token ids with their labels, ready to train a tagger or a classifier on or to measure it with.</summary>
/// <remarks>All of them are in memory. Immutable; may be used from many threads at once.</remarks>
public sealed class LabelledSequences
{
    private readonly List<int> _ids = [];
    private readonly List<int> _labels = [];
    private readonly List<int> _ends = [];
    private DataFingerprint? _fingerprint;

    private LabelledSequences(TextCodec codec, LabelSet labels, LabelUnit unit) =>
        (Codec, Labels, LabelUnit) = (codec, labels, unit);

    /// <summary>What turned the texts into ids.</summary>
    public TextCodec Codec { get; }

    /// <summary>The labels by index.</summary>
    public LabelSet Labels { get; }

    /// <summary>What has a label.</summary>
    public LabelUnit LabelUnit { get; }

    /// <summary>How many sequences there are; at least 1.</summary>
    public int Count => _ends.Count;

    /// <summary>Tokens of all sequences.</summary>
    public long TokenCount => _ids.Count;

    /// <summary>How many of the tokens the vocabulary does not know.</summary>
    public long UnknownCount { get; private set; }

    /// <summary>Tells these sequences and labels from others.</summary>
    internal DataFingerprint Fingerprint => _fingerprint ??= new DataFingerprint
    {
        Tokens = TokenCount,
        Crc = TokenFingerprint.Append(TokenFingerprint.Append(TokenFingerprint.Append(0, Ids), Ends), AllLabels),
        Sequences = Count,
    };

    private ReadOnlySpan<int> Ids => CollectionsMarshal.AsSpan(_ids);

    private ReadOnlySpan<int> Ends => CollectionsMarshal.AsSpan(_ends);

    private ReadOnlySpan<int> AllLabels => CollectionsMarshal.AsSpan(_labels);

    /// <summary>Takes texts with a label each, and builds the vocabulary and the set of labels.</summary>
    /// <param name="texts">At least one; enumerated more than once, the same each time.</param>
    /// <param name="options">How they become ids; default <see cref="LabelledSequencesOptions"/>'s defaults.</param>
    /// <exception cref="InvalidDataException">There is no text, or a label is empty.</exception>
    public static LabelledSequences FromTexts(
        IEnumerable<LabelledText> texts, LabelledSequencesOptions? options = null)
    {
        LabelledText[] all = Required(texts, nameof(texts));
        options ??= new LabelledSequencesOptions();
        Tokenizer tokenizer = Tokenizer.For(options.Unit);
        VocabularyBuilder builder = new();
        foreach (LabelledText text in all)
        {
            tokenizer.Visit(TextNormalizer.Normalize(text.Text, options.Normalization, tokenizer.LineSeparator), builder.Add);
        }

        TextCodec codec = new(
            builder.Build([], options.MinFrequency, options.MaxVocabulary ?? int.MaxValue), options.Normalization, options.Unit);
        return FromTexts(all, codec, LabelSet.Of(all.Select(text => text.Label)));
    }

    /// <summary>Takes texts with a label each, with a given codec and set of labels, as validation and a resumed run need it.</summary>
    /// <param name="texts">At least one.</param>
    /// <param name="codec">What turns them into ids, such as the model's.</param>
    /// <param name="labels">What they may be labelled with, such as the model's.</param>
    /// <exception cref="InvalidDataException">There is no text, or one has another label.</exception>
    public static LabelledSequences FromTexts(IEnumerable<LabelledText> texts, TextCodec codec, LabelSet labels)
    {
        LabelledText[] all = Required(texts, nameof(texts));
        ArgumentNullException.ThrowIfNull(codec);
        ArgumentNullException.ThrowIfNull(labels);
        LabelledSequences sequences = new(codec, labels, LabelUnit.Sequence);
        foreach (LabelledText text in all)
        {
            EncodedText encoded = codec.Encode(text.Text);
            sequences.Add(encoded.Ids.Span, encoded.UnknownCount, [text.Label]);
        }

        return sequences;
    }

    /// <summary>Takes sentences with a tag on each token, and builds the vocabulary and the set of tags.</summary>
    /// <param name="sentences">At least one; enumerated more than once, the same each time.</param>
    /// <param name="options">How they become ids; default <see cref="LabelledSequencesOptions"/>'s defaults.</param>
    /// <exception cref="ArgumentException">The normalisation would change where tokens end.</exception>
    /// <exception cref="InvalidDataException">
    /// There is no sentence, or one has no tokens, another number of tags, or an empty token or tag.
    /// </exception>
    public static LabelledSequences FromSentences(
        IEnumerable<TaggedSentence> sentences, LabelledSequencesOptions? options = null)
    {
        TaggedSentence[] all = Required(sentences, nameof(sentences));
        options ??= new LabelledSequencesOptions();
        TaggedTokens.Require(options.Normalization, TokenUnit.Word, nameof(options));
        VocabularyBuilder builder = new();
        foreach (string token in all.SelectMany(sentence => sentence.Tokens))
        {
            builder.Add(TextNormalizer.Normalize(token, options.Normalization));
        }

        TextCodec codec = new(
            builder.Build([], options.MinFrequency, options.MaxVocabulary ?? int.MaxValue), options.Normalization, TokenUnit.Word);
        return FromSentences(all, codec, LabelSet.Of(all.SelectMany(sentence => sentence.Tags)));
    }

    /// <summary>Takes sentences with a tag on each token, with a given codec and set of tags, as validation and a resumed run need it.</summary>
    /// <param name="sentences">At least one.</param>
    /// <param name="codec">What turns tokens into ids, such as the model's.</param>
    /// <param name="labels">The tags, such as the model's.</param>
    /// <exception cref="ArgumentException">The codec's tokens are no words, or its normalisation changes where they end.</exception>
    /// <exception cref="InvalidDataException">
    /// There is no sentence, or one has no tokens, another number of tags, an empty token, or a tag that is none of
    /// <paramref name="labels"/>.
    /// </exception>
    public static LabelledSequences FromSentences(
        IEnumerable<TaggedSentence> sentences, TextCodec codec, LabelSet labels)
    {
        TaggedSentence[] all = Required(sentences, nameof(sentences));
        ArgumentNullException.ThrowIfNull(codec);
        ArgumentNullException.ThrowIfNull(labels);
        TaggedTokens.Require(codec.Normalization, codec.Unit, nameof(codec));
        LabelledSequences sequences = new(codec, labels, LabelUnit.Token);
        List<int> ids = [];
        foreach (TaggedSentence sentence in all)
        {
            sequences.RequireTags(sentence);
            ids.Clear();
            int unknown = TaggedTokens.Encode(codec, sentence.Tokens, ids);
            sequences.Add(CollectionsMarshal.AsSpan(ids), unknown, sentence.Tags);
        }

        return sequences;
    }

    /// <summary>The token ids of a sequence.</summary>
    /// <param name="sequence">0 to <see cref="Count"/> − 1.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="sequence"/> is outside.</exception>
    public ReadOnlySpan<int> TokensOf(int sequence) => Ids[StartOf(sequence).._ends[sequence]];

    /// <summary>The labels of a sequence: one for each token, or one.</summary>
    /// <param name="sequence">0 to <see cref="Count"/> − 1.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="sequence"/> is outside.</exception>
    public ReadOnlySpan<int> LabelsOf(int sequence) => LabelUnit == LabelUnit.Token
        ? AllLabels[StartOf(sequence).._ends[sequence]]
        : AllLabels.Slice(sequence, 1);

    internal int LengthOf(int sequence) => _ends[sequence] - StartOf(sequence);

    private int StartOf(int sequence)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(sequence);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(sequence, Count);
        return sequence == 0 ? 0 : _ends[sequence - 1];
    }

    private void Add(ReadOnlySpan<int> ids, int unknown, IReadOnlyList<string> labels)
    {
        foreach (string label in labels)
        {
            _labels.Add(Labels.TryGetIndex(label, out int index)
                ? index
                : throw new InvalidDataException(
                    $"Sequence {Count + 1} has the label '{label}', which is none of {string.Join(", ", Labels.Labels)}: "
                    + "correct it, or train on data that has it."));
        }

        _ids.AddRange(ids);
        _ends.Add(_ids.Count);
        UnknownCount += unknown;
    }

    private void RequireTags(TaggedSentence sentence)
    {
        if (sentence.Tokens.Count == 0 || sentence.Tokens.Count != sentence.Tags.Count)
        {
            throw new InvalidDataException(
                $"Sentence {Count + 1} has {sentence.Tokens.Count} tokens and {sentence.Tags.Count} tags: give each of at "
                + "least one token its tag.");
        }
    }

    private static T[] Required<T>(IEnumerable<T> items, string name)
    {
        ArgumentNullException.ThrowIfNull(items, name);
        T[] all = [.. items];
        return all.Length > 0 ? all : throw new InvalidDataException($"The list of {name} is empty; give at least one.");
    }
}
