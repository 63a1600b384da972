namespace NativeRnn;

/// <summary>A decoder that looks at the source after its recurrent layers: dot or general attention.</summary>
/// <remarks>
/// h̃ = tanh([h; context] W), with h the top layer's output as the query. All steps of a sequence run through the
/// recurrent layers at once. Source: Luong, Pham and Manning (2015), section 3.1 (global attention, no input feeding).
/// </remarks>
public sealed class LuongDecoder : Decoder
{
    private readonly Embedding _embedding;
    private readonly RecurrentNetwork _network;
    private readonly StateBridge _bridge;
    private readonly Attention _attention;
    private readonly Linear _combination;
    private readonly TokenOutput _output;

    /// <summary>
    /// Declares <c>{name}.embedding.weight</c>, the layers below <c>{name}.rnn</c>, <c>{name}.attention</c>,
    /// <c>{name}.combination.weight</c>, <c>{name}.linear</c>, and <c>{name}.bridge</c> where the encoder's state has
    /// another shape.
    /// </summary>
    /// <param name="store">Where they lie.</param>
    /// <param name="name">Prefix of their names.</param>
    /// <param name="options">What the decoder is made of.</param>
    /// <param name="kind"><see cref="AttentionKind.Dot"/> or <see cref="AttentionKind.General"/>.</param>
    /// <param name="encoder">Whose results it reads.</param>
    /// <exception cref="ArgumentException">
    /// The encoder has another number of layers or family of cells, or outputs that dot attention cannot compare with h.
    /// </exception>
    public LuongDecoder(
        ParameterStore store, string name, DecoderOptions options, AttentionKind kind, Encoder encoder)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(encoder);
        Options = options;
        _embedding = new Embedding(store, $"{name}.embedding", options.Classes, options.Embed, options.TableRole);
        _network = new RecurrentNetwork(store, $"{name}.rnn", options.Network(options.Embed, Direction.Forward));
        _bridge = new StateBridge(store, $"{name}.bridge", encoder.StateShape(1), _network.StateShape(1));
        _attention = new Attention(store, $"{name}.attention", new AttentionOptions
        {
            Kind = kind,
            QuerySize = options.Hidden,
            MemorySize = encoder.OutputSize,
        });
        _combination = new Linear(
            store, $"{name}.combination", options.Hidden + encoder.OutputSize, options.Hidden, hasBias: false);
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
        return new DecoderMemory(
            _bridge.Forward(tape, encoded.State),
            encoded.Outputs,
            _attention.Keys(tape, encoded.Outputs),
            default,
            encoded.Lengths);
    }

    /// <inheritdoc/>
    public override DecoderOutput Forward(
        Tape tape, DecoderInput input, DecoderMemory memory, RandomSource? random = null)
    {
        ArgumentNullException.ThrowIfNull(tape);
        var rows = input.State.Shape[3];
        var tokens = _embedding.Forward(tape, input.Ids, input.Steps, rows); // [T, R, E]
        var embedded = Dropout.Forward(tape, tokens, Options.EmbedDropout, random, Options.DropoutKind);
        var (hidden, state) = _network.Forward(tape, embedded, input.State, random); // [T, R, H]
        var query = Reshape.Forward(tape, hidden, new Shape(input.Steps * rows, Options.Hidden)); // [T*R, H]
        var attended = _attention.Forward(
            tape, query, tape.Import(memory.Keys), tape.Import(memory.Outputs), memory.Lengths, input.Sentences);
        var features = Activation.Tanh(
            tape, _combination.Forward(tape, Concatenation.Forward(tape, query, attended.Context))); // [T*R, H]
        var steps = Reshape.Forward(tape, features, new Shape(input.Steps, rows, Options.Hidden)); // [T, R, H]
        return new DecoderOutput(_output.Forward(tape, steps, random), state, LastStep(attended.Weights, rows));
    }

    private static Tensor LastStep(Tensor weights, int rows)
    {
        var shape = new Shape(rows, weights.Shape.Last);
        return weights.Slice(weights.Shape.Count - shape.Count, shape);
    }
}
