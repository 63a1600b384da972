namespace NativeRnn;

/// <summary>A model that puts one label on a whole sequence, such as a text's language, subject or opinion.</summary>
/// <remarks>
/// The linear layer reads the top recurrent layer's final states: the forward pass's behind the last token and, where
/// there are two directions, beside it the reversed pass's behind the first. See <see cref="SequenceLabeller"/> for
/// threads. Source: Dive into Deep Learning, edition 0.17, section 15.2.
/// </remarks>
public sealed class SequenceClassifier : SequenceLabeller
{
    private readonly Linear _output;

    /// <summary>A model with parameters drawn anew.</summary>
    /// <param name="options">What it is made of.</param>
    /// <param name="codec">How text becomes tokens.</param>
    /// <param name="labels">What it is to tell apart.</param>
    /// <param name="random">Draws the parameters; seed 0 where none is given.</param>
    /// <param name="initializer">The rule; Xavier uniform where none is given.</param>
    /// <param name="engine">Where it computes; all cores of the CPU where none is given.</param>
    public SequenceClassifier(
        SequenceClassifierOptions options,
        TextCodec codec,
        LabelSet labels,
        RandomSource? random = null,
        Initializer? initializer = null,
        Engine? engine = null)
        : this(options, codec, labels, engine ?? Engine.Default) => Initialize(initializer, random);

    private SequenceClassifier(SequenceClassifierOptions options, TextCodec codec, LabelSet labels, Engine engine)
        : base(Required(options), codec, labels, engine)
    {
        Options = options;
        _output = DeclareOutput((options.IsBidirectional ? 2 : 1) * options.Hidden);
    }

    /// <summary>What it is made of.</summary>
    public SequenceClassifierOptions Options { get; }

    /// <inheritdoc/>
    public override SequenceLabellerOptions Settings => Options;

    /// <inheritdoc/>
    public override LabelUnit LabelUnit => LabelUnit.Sequence;

    /// <summary>Loads a model from a checkpoint.</summary>
    /// <param name="path">A file that <see cref="SequenceLabeller.Save"/> or a trainer wrote.</param>
    /// <param name="engine">Where it computes; all cores of the CPU where none is given.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="CheckpointException">The file is foreign, newer, truncated or corrupted; the message says which.</exception>
    public static SequenceClassifier Load(string path, Engine? engine = null) =>
        SequenceLabellerCheckpoint.LoadModel<SequenceClassifier>(path, engine ?? Engine.Default);

    /// <inheritdoc/>
    public override Variable Forward(Tape tape, SourceBatch source, RandomSource? random = null)
    {
        ArgumentNullException.ThrowIfNull(tape);
        var state = Encoder.Forward(tape, source, random).State; // [L, S, D, N, H]
        var top = state.Shape.Count / state.Shape[0] * (state.Shape[0] - 1);
        var final = StateBridge.JoinDirections(tape, state, top); // [N, D*H]
        return _output.Forward(tape, Dropout.Forward(tape, final, Options.EmbedDropout, random));
    }

    /// <summary>Classifies one text.</summary>
    /// <param name="text">Any text; one without tokens gets what the model makes of nothing.</param>
    /// <param name="tape">For inference, reset here: keep one for many calls. One of its own where none is given.</param>
    public Classification Classify(string text, Tape? tape = null) => Classify([text], tape)[0];

    /// <summary>Classifies texts, those of similar length side by side.</summary>
    /// <param name="texts">Any texts.</param>
    /// <param name="tape">For inference, reset here: keep one for many calls. One of its own where none is given.</param>
    /// <returns>As many, in the same order.</returns>
    public IReadOnlyList<Classification> Classify(IReadOnlyList<string> texts, Tape? tape = null)
    {
        ArgumentNullException.ThrowIfNull(texts);
        var results = new Classification[texts.Count];
        using var own = tape is null ? new Tape(Engine, isTraining: false) : null;
        foreach (var batch in InferenceBatch.Of(texts, text => Codec.Encode(text).Ids.ToArray()))
        {
            var probabilities = Probabilities(batch.Source, tape ?? own!); // [N, K]
            for (var row = 0; row < batch.Rows.Length; row++)
            {
                results[batch.Rows[row]] = new Classification(
                    Labels, probabilities.AsSpan(row * Labels.Count, Labels.Count).ToArray());
            }
        }
        return results;
    }

    /// <summary>A model with parameters of zero, for a loader to fill; nothing is allocated before <paramref name="check"/> has passed.</summary>
    internal static SequenceClassifier ForLoading(
        SequenceClassifierOptions options, TextCodec codec, LabelSet labels, Engine engine, Action<ParameterStore> check)
    {
        var model = new SequenceClassifier(options, codec, labels, engine);
        check(model.Parameters);
        model.Parameters.Allocate();
        return model;
    }

    private static SequenceClassifierOptions Required(SequenceClassifierOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return options;
    }
}
