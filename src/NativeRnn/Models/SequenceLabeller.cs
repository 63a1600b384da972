namespace NativeRnn;

/// <summary>A recurrent network that reads whole sequences and labels them or their tokens.</summary>
/// <remarks>
/// An embedding, a stack of recurrent layers, in both directions by default, and a linear layer onto the labels. A
/// loaded or trained model may be used from many threads at once; while it trains, by its trainer alone. Disposing it
/// is optional.
/// </remarks>
public abstract class SequenceLabeller : IDisposable
{
    private const string EncoderName = "encoder";
    private const string OutputName = "linear";

    private protected SequenceLabeller(SequenceLabellerOptions options, TextCodec codec, LabelSet labels, Engine engine)
    {
        ArgumentNullException.ThrowIfNull(codec);
        ArgumentNullException.ThrowIfNull(labels);
        (Codec, Labels, Engine) = (codec, labels, engine);
        Parameters = new ParameterStore(engine);
        Encoder = new RecurrentEncoder(Parameters, EncoderName, options.EncoderOptions(codec.Vocabulary.Count));
    }

    /// <summary>What it is made of.</summary>
    public abstract SequenceLabellerOptions Settings { get; }

    /// <summary>How text becomes its tokens.</summary>
    public TextCodec Codec { get; }

    /// <summary>What it tells apart.</summary>
    public LabelSet Labels { get; }

    /// <summary>What it labels.</summary>
    public abstract LabelUnit LabelUnit { get; }

    /// <summary>Where it computes.</summary>
    public Engine Engine { get; }

    /// <summary>Its parameters, in one flat buffer.</summary>
    public ParameterStore Parameters { get; }

    private protected RecurrentEncoder Encoder { get; }

    /// <summary>Saves the model: to a temporary file first, so that a failure leaves an earlier file as it was.</summary>
    /// <param name="path">Its folder must exist.</param>
    /// <exception cref="DirectoryNotFoundException">The folder does not exist.</exception>
    /// <exception cref="IOException">The disk is full or failed.</exception>
    public void Save(string path) => SequenceLabellerCheckpoint.Save(path, this, training: null);

    /// <summary>Computes the labels' logits.</summary>
    /// <param name="tape">Records it.</param>
    /// <param name="source">
    /// The token ids; unchanged until the backward pass is done. Each row gives what it gives alone, however much
    /// padding it has.
    /// </param>
    /// <param name="random">Draws dropout masks; needed only in training with dropout.</param>
    /// <returns>[T·N, K], those of padding without meaning, or [N, K], for K labels.</returns>
    public abstract Variable Forward(Tape tape, SourceBatch source, RandomSource? random = null);

    /// <summary>Gives the memory back; the garbage collector does too.</summary>
    public void Dispose()
    {
        Parameters.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>Fails where sequences are ids of other tokens or labels than the model's.</summary>
    /// <exception cref="ArgumentException">They are.</exception>
    internal void RequireLabelsOf(LabelledSequences data, string name)
    {
        ArgumentNullException.ThrowIfNull(data, name);
        if (data.LabelUnit != LabelUnit)
        {
            throw new ArgumentException(
                LabelUnit == LabelUnit.Token
                    ? "The sequences have one label each, but a tagger needs one for each token: use LabelledSequences.FromSentences."
                    : "The sequences have a label for each token, but a classifier needs one for the whole: use LabelledSequences.FromTexts.",
                name);
        }
        if (!data.Codec.HasTokensOf(Codec) || !data.Labels.Labels.SequenceEqual(Labels.Labels, StringComparer.Ordinal))
        {
            throw new ArgumentException(
                "The sequences are ids of another vocabulary or of other labels than the model's: make them with the "
                + "model's Codec and Labels.",
                name);
        }
    }

    private protected Linear DeclareOutput(int inputs) => new(Parameters, OutputName, inputs, Labels.Count);

    private protected void Initialize(Initializer? initializer, RandomSource? random)
    {
        Parameters.Allocate();
        Parameters.Initialize(initializer ?? Initializer.XavierUniform, random ?? new RandomSource(0));
    }

    /// <summary>The logits' softmax, row by row.</summary>
    /// <param name="source">The token ids.</param>
    /// <param name="tape">For inference; reset here.</param>
    private protected float[] Probabilities(SourceBatch source, Tape tape)
    {
        tape.Reset();
        var values = Forward(tape, source).Value.ToArray(); // [M, K]
        for (var first = 0; first < values.Length; first += Labels.Count)
        {
            LabelProbabilities.Softmax(values.AsSpan(first, Labels.Count));
        }
        return values;
    }
}
