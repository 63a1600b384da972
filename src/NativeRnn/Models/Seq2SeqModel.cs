namespace NativeRnn;

/// <summary>A sequence-to-sequence model with its vocabularies: sentences of one language in, of another out.</summary>
/// <remarks>
/// A loaded or trained model may be used from many threads at once, each with its own <see cref="Translator"/> or
/// <see cref="Tape"/>; while it trains, by its trainer alone. Disposing it is optional. Source: Dive into Deep
/// Learning, edition 0.17, sections 9.7 and 10.4.
/// </remarks>
public sealed class Seq2SeqModel : IDisposable
{
    /// <summary>A model with parameters drawn anew.</summary>
    /// <param name="options">What it is made of.</param>
    /// <param name="source">How source sentences become tokens.</param>
    /// <param name="target">How target sentences become tokens, and tokens target sentences.</param>
    /// <param name="random">Draws the parameters; seed 0 where none is given.</param>
    /// <param name="initializer">The rule; Xavier uniform where none is given.</param>
    /// <param name="engine">Where it computes; all cores of the CPU where none is given.</param>
    /// <exception cref="ArgumentException">
    /// The options contradict each other, or a vocabulary lacks the tokens <c>&lt;pad&gt;</c>, <c>&lt;bos&gt;</c> and
    /// <c>&lt;eos&gt;</c>.
    /// </exception>
    public Seq2SeqModel(
        Seq2SeqOptions options,
        TextCodec source,
        TextCodec target,
        RandomSource? random = null,
        Initializer? initializer = null,
        Engine? engine = null)
        : this(options, source, target, engine ?? Engine.Default)
    {
        Parameters.Allocate();
        Parameters.Initialize(initializer ?? Initializer.XavierUniform, random ?? new RandomSource(0));
    }

    private Seq2SeqModel(Seq2SeqOptions options, TextCodec source, TextCodec target, Engine engine)
    {
        ArgumentNullException.ThrowIfNull(options);
        RequireReserved(source, nameof(source));
        RequireReserved(target, nameof(target));
        Options = options;
        Source = source;
        Target = target;
        Engine = engine;
        Parameters = new ParameterStore(engine);
        var encoder = new RecurrentEncoder(Parameters, "encoder", options.EncoderOptions(source.Vocabulary.Count));
        Network = new EncoderDecoder(encoder, DecoderFor(encoder));
    }

    /// <summary>What it is made of.</summary>
    public Seq2SeqOptions Options { get; }

    /// <summary>How source sentences become tokens.</summary>
    public TextCodec Source { get; }

    /// <summary>How target sentences become tokens, and tokens target sentences.</summary>
    public TextCodec Target { get; }

    /// <summary>Where it computes.</summary>
    public Engine Engine { get; }

    /// <summary>Its parameters, in one flat buffer.</summary>
    public ParameterStore Parameters { get; }

    /// <summary>The encoder and the decoder.</summary>
    public EncoderDecoder Network { get; }

    /// <summary>Loads a model from a checkpoint.</summary>
    /// <param name="path">A file that <see cref="Save(string)"/> or a trainer wrote.</param>
    /// <param name="engine">Where it computes; all cores of the CPU where none is given.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="CheckpointException">The file is foreign, newer, truncated or corrupted; the message says which.</exception>
    public static Seq2SeqModel Load(string path, Engine? engine = null) =>
        Seq2SeqCheckpoint.LoadModel(path, engine ?? Engine.Default);

    /// <summary>Saves the model: to a temporary file first, so that a failure leaves an earlier file as it was.</summary>
    /// <param name="path">Its folder must exist.</param>
    /// <exception cref="DirectoryNotFoundException">The folder does not exist.</exception>
    /// <exception cref="IOException">The disk is full or failed.</exception>
    public void Save(string path) => Seq2SeqCheckpoint.Save(path, this, training: null);

    /// <summary>Translates one sentence.</summary>
    /// <param name="sentence">At least one token.</param>
    /// <param name="options">Method, beam and so on; a beam of 4 by default.</param>
    /// <returns>The best translation.</returns>
    public string Translate(string sentence, DecodingOptions? options = null)
    {
        using var translator = new Translator(this);
        return translator.Translate([sentence], options)[0].Text;
    }

    /// <summary>Gives the memory back; the garbage collector does too.</summary>
    public void Dispose() => Parameters.Dispose();

    /// <summary>A model with parameters of zero, for a loader to fill; nothing is allocated before <paramref name="check"/> has passed.</summary>
    internal static Seq2SeqModel ForLoading(
        Seq2SeqOptions options, TextCodec source, TextCodec target, Engine engine, Action<ParameterStore> check)
    {
        var model = new Seq2SeqModel(options, source, target, engine);
        check(model.Parameters);
        model.Parameters.Allocate();
        return model;
    }

    /// <summary>Fails where pairs are ids of other tokens than the model's.</summary>
    /// <exception cref="ArgumentException">They are.</exception>
    internal void RequireTokensOf(PairCorpus pairs, string name)
    {
        ArgumentNullException.ThrowIfNull(pairs, name);
        if (!pairs.SourceCodec.HasTokensOf(Source) || !pairs.TargetCodec.HasTokensOf(Target))
        {
            throw new ArgumentException(
                "The pairs are ids of other vocabularies than the model's: make the corpus with the model's Source and Target.",
                name);
        }
    }

    private Decoder DecoderFor(Encoder encoder)
    {
        const string Name = "decoder";
        var options = Options.DecoderOptions(Target.Vocabulary.Count);
        return Options.Attention switch
        {
            AttentionKind.None => new RecurrentDecoder(Parameters, Name, options, encoder),
            AttentionKind.Additive => new BahdanauDecoder(Parameters, Name, options, encoder),
            _ => new LuongDecoder(Parameters, Name, options, Options.Attention, encoder),
        };
    }

    private static void RequireReserved(TextCodec codec, string name)
    {
        ArgumentNullException.ThrowIfNull(codec, name);
        if (!codec.Vocabulary.HasSentenceMarks)
        {
            throw new ArgumentException(
                "The vocabulary lacks <pad>, <bos> or <eos>: build it from a PairCorpus.", name);
        }
    }
}
