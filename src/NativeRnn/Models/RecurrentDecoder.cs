namespace NativeRnn;

/// <summary>A decoder without attention: each token's embedding is read beside one fixed summary of the source.</summary>
/// <remarks>
/// The summary is the encoder's final hidden state of its top layer, both directions side by side. Source: Dive into
/// Deep Learning, edition 0.17, section 9.7.2; Cho et al. (2014).
/// </remarks>
public sealed class RecurrentDecoder : Decoder
{
    private readonly Embedding _embedding;
    private readonly RecurrentNetwork _network;
    private readonly StateBridge _bridge;
    private readonly TokenOutput _output;

    /// <summary>
    /// Declares <c>{name}.embedding.weight</c>, the layers below <c>{name}.rnn</c>, <c>{name}.linear</c>, and
    /// <c>{name}.bridge</c> where the encoder's state has another shape.
    /// </summary>
    /// <param name="store">Where they lie.</param>
    /// <param name="name">Prefix of their names.</param>
    /// <param name="options">What the decoder is made of.</param>
    /// <param name="encoder">Whose results it reads.</param>
    /// <exception cref="ArgumentException">The encoder has another number of layers or family of cells.</exception>
    public RecurrentDecoder(ParameterStore store, string name, DecoderOptions options, Encoder encoder)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(encoder);
        Options = options;
        _embedding = new Embedding(store, $"{name}.embedding", options.Classes, options.Embed, options.TableRole);
        var source = encoder.StateShape(1);
        StateBridge.RequireParts(source);
        var context = source[2] * source[4]; // both directions' states side by side
        _network = new RecurrentNetwork(
            store, $"{name}.rnn", options.Network(options.Embed + context, Direction.Forward));
        _bridge = new StateBridge(store, $"{name}.bridge", source, _network.StateShape(1));
        _output = new TokenOutput(store, $"{name}.linear", options, _embedding);
    }

    /// <summary>What the decoder is made of.</summary>
    public DecoderOptions Options { get; }

    /// <inheritdoc/>
    public override int Classes => Options.Classes;

    /// <inheritdoc/>
    public override DecoderMemory Begin(Tape tape, EncoderOutput encoded)
    {
        ArgumentNullException.ThrowIfNull(tape);
        var shape = encoded.State.Shape;
        var top = (shape[0] - 1L) * shape[1] * shape[2] * shape[3] * shape[4];
        var context = StateBridge.JoinDirections(tape, encoded.State, top); // [N, M]
        return new DecoderMemory(
            _bridge.Forward(tape, encoded.State), encoded.Outputs, default, context, encoded.Lengths);
    }

    /// <inheritdoc/>
    public override DecoderOutput Forward(
        Tape tape, DecoderInput input, DecoderMemory memory, RandomSource? random = null)
    {
        ArgumentNullException.ThrowIfNull(tape);
        var rows = input.State.Shape[3];
        var tokens = _embedding.Forward(tape, input.Ids, input.Steps, rows); // [T, R, E]
        var embedded = Dropout.Forward(tape, tokens, Options.EmbedDropout, random, Options.DropoutKind);
        var joined = Concatenation.Forward(tape, embedded, tape.Import(memory.Context), input.Sentences); // [T*R, E+M]
        var (hidden, state) = _network.Forward(
            tape, Reshape.Forward(tape, joined, new Shape(input.Steps, rows, joined.Shape.Last)), input.State, random);
        return new DecoderOutput(_output.Forward(tape, hidden, random), state, default);
    }
}
