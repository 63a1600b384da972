namespace NativeRnn;

/// <summary>A model that puts a label on each token of a sequence, such as parts of speech or names.</summary>
/// <remarks>
/// The linear layer reads what the top recurrent layer gives at each token, of both directions where there are two: so
/// a label may depend on all of the sequence. See <see cref="SequenceLabeller"/> for threads.
/// Source: Graves and Schmidhuber 2005; Huang, Xu and Yu 2015 (BI-LSTM, without the conditional random field).
/// </remarks>
public sealed class SequenceTagger : SequenceLabeller
{
    private readonly Linear _output;

    /// <summary>A model with parameters drawn anew.</summary>
    /// <param name="options">What it is made of.</param>
    /// <param name="codec">How tokens become ids: words, of the normalisation None or Lower.</param>
    /// <param name="labels">The tags.</param>
    /// <param name="random">Draws the parameters; seed 0 where none is given.</param>
    /// <param name="initializer">The rule; Xavier uniform where none is given.</param>
    /// <param name="engine">Where it computes; all cores of the CPU where none is given.</param>
    /// <exception cref="ArgumentException">The codec's tokens are no words, or its normalisation changes where they end.</exception>
    public SequenceTagger(
        SequenceTaggerOptions options,
        TextCodec codec,
        LabelSet labels,
        RandomSource? random = null,
        Initializer? initializer = null,
        Engine? engine = null)
        : this(options, codec, labels, engine ?? Engine.Default) => Initialize(initializer, random);

    private SequenceTagger(SequenceTaggerOptions options, TextCodec codec, LabelSet labels, Engine engine)
        : base(Required(options), codec, labels, engine)
    {
        TaggedTokens.Require(codec.Normalization, codec.Unit, nameof(codec));
        Options = options;
        _output = DeclareOutput(Encoder.OutputSize);
    }

    /// <summary>What it is made of.</summary>
    public SequenceTaggerOptions Options { get; }

    /// <inheritdoc/>
    public override SequenceLabellerOptions Settings => Options;

    /// <inheritdoc/>
    public override LabelUnit LabelUnit => LabelUnit.Token;

    /// <summary>Loads a model from a checkpoint.</summary>
    /// <param name="path">A file that <see cref="SequenceLabeller.Save"/> or a trainer wrote.</param>
    /// <param name="engine">Where it computes; all cores of the CPU where none is given.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="CheckpointException">The file is foreign, newer, truncated or corrupted; the message says which.</exception>
    public static SequenceTagger Load(string path, Engine? engine = null) =>
        SequenceLabellerCheckpoint.LoadModel<SequenceTagger>(path, engine ?? Engine.Default);

    /// <inheritdoc/>
    public override Variable Forward(Tape tape, SourceBatch source, RandomSource? random = null)
    {
        ArgumentNullException.ThrowIfNull(tape);
        var outputs = Encoder.Forward(tape, source, random).Outputs; // [T, N, D*H]
        return _output.Forward(tape, Dropout.Forward(tape, outputs, Options.EmbedDropout, random, Options.DropoutKind));
    }

    /// <summary>Tags one sentence.</summary>
    /// <param name="sentence">Its tokens are what stands between white space.</param>
    /// <param name="tape">For inference, reset here: keep one for many calls. One of its own where none is given.</param>
    /// <returns>The tokens with their likeliest tags, none for a sentence without tokens.</returns>
    public IReadOnlyList<TokenTag> Tag(string sentence, Tape? tape = null)
    {
        ArgumentNullException.ThrowIfNull(sentence);
        return Tag([sentence.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)], tape)[0];
    }

    /// <summary>Tags sentences, those of similar length side by side.</summary>
    /// <param name="sentences">The tokens of each, none empty.</param>
    /// <param name="tape">For inference, reset here: keep one for many calls. One of its own where none is given.</param>
    /// <returns>As many, in the same order.</returns>
    /// <exception cref="InvalidDataException">A token is empty.</exception>
    public IReadOnlyList<IReadOnlyList<TokenTag>> Tag(
        IReadOnlyList<IReadOnlyList<string>> sentences, Tape? tape = null)
    {
        ArgumentNullException.ThrowIfNull(sentences);
        var results = new IReadOnlyList<TokenTag>[sentences.Count];
        using var own = tape is null ? new Tape(Engine, isTraining: false) : null;
        foreach (var batch in InferenceBatch.Of(sentences, Encode))
        {
            var probabilities = Probabilities(batch.Source, tape ?? own!); // [T, N, K]
            for (var row = 0; row < batch.Rows.Length; row++)
            {
                results[batch.Rows[row]] = TagsOf(sentences[batch.Rows[row]], probabilities, row, batch.Rows.Length);
            }
        }
        return results;
    }

    /// <summary>A model with parameters of zero, for a loader to fill; nothing is allocated before <paramref name="check"/> has passed.</summary>
    internal static SequenceTagger ForLoading(
        SequenceTaggerOptions options, TextCodec codec, LabelSet labels, Engine engine, Action<ParameterStore> check)
    {
        var model = new SequenceTagger(options, codec, labels, engine);
        check(model.Parameters);
        model.Parameters.Allocate();
        return model;
    }

    private int[] Encode(IReadOnlyList<string> sentence)
    {
        var ids = new List<int>(sentence.Count);
        TaggedTokens.Encode(Codec, sentence, ids);
        return [.. ids];
    }

    private TokenTag[] TagsOf(IReadOnlyList<string> tokens, float[] probabilities, int row, int rows)
    {
        var tags = new TokenTag[tokens.Count];
        for (var t = 0; t < tags.Length; t++)
        {
            var likelihoods = probabilities.AsSpan(((t * rows) + row) * Labels.Count, Labels.Count);
            var best = LabelProbabilities.IndexOfLargest(likelihoods);
            tags[t] = new TokenTag(tokens[t], Labels[best], likelihoods[best]);
        }
        return tags;
    }

    private static SequenceTaggerOptions Required(SequenceTaggerOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return options;
    }
}
