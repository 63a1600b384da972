namespace NativeRnn;

/// <summary>Embedding and a stack of recurrent layers, in one or two directions.</summary>
/// <remarks>Source: Dive into Deep Learning, edition 0.17, section 9.7.1.</remarks>
public sealed class RecurrentEncoder : Encoder
{
    private readonly Embedding _embedding;
    private readonly RecurrentNetwork _network;

    /// <summary>Declares <c>{name}.embedding.weight</c> and the layers' parameters below <c>{name}.rnn</c>.</summary>
    /// <param name="store">Where they lie.</param>
    /// <param name="name">Prefix of their names.</param>
    /// <param name="options">What the encoder is made of.</param>
    public RecurrentEncoder(ParameterStore store, string name, EncoderOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        Options = options;
        _embedding = new Embedding(store, $"{name}.embedding", options.Classes, options.Embed);
        _network = new RecurrentNetwork(store, $"{name}.rnn", options.Network());
    }

    /// <summary>What the encoder is made of.</summary>
    public EncoderOptions Options { get; }

    /// <inheritdoc/>
    public override int OutputSize => _network.Outputs;

    /// <inheritdoc/>
    public override Shape StateShape(int batch) => _network.StateShape(batch);

    /// <inheritdoc/>
    public override EncoderOutput Forward(Tape tape, SourceBatch source, RandomSource? random = null)
    {
        ArgumentNullException.ThrowIfNull(tape);
        var embedded = _embedding.Forward(tape, source.Ids, source.Steps, source.Count); // [T, N, E]
        var input = Dropout.Forward(tape, embedded, Options.EmbedDropout, random, Options.DropoutKind);
        var (outputs, state) = _network.Forward(tape, input, Zeros(tape, source.Count), random, source.Lengths);
        return new EncoderOutput(outputs, state, source.Lengths);
    }

    private Variable Zeros(Tape tape, int batch)
    {
        var zeros = tape.Take(StateShape(batch));
        tape.Session.Fill(zeros, 0);
        return tape.Constant(zeros);
    }
}
