namespace NativeRnn;

/// <summary>A decoder that looks at the source before each step: additive attention.</summary>
/// <remarks>
/// The query is the top layer's hidden state of the step before; the context is read beside the token's embedding, so
/// that the steps run one after the other. Source: Bahdanau, Cho and Bengio (2015); Dive into Deep Learning, edition
/// 0.17, section 10.4.
/// </remarks>
public sealed class BahdanauDecoder : Decoder
{
    private readonly Embedding _embedding;
    private readonly RecurrentNetwork _network;
    private readonly StateBridge _bridge;
    private readonly Attention _attention;
    private readonly TokenOutput _output;

    /// <summary>
    /// Declares <c>{name}.embedding.weight</c>, the layers below <c>{name}.rnn</c>, <c>{name}.attention</c>,
    /// <c>{name}.linear</c>, and <c>{name}.bridge</c> where the encoder's state has another shape.
    /// </summary>
    /// <param name="store">Where they lie.</param>
    /// <param name="name">Prefix of their names.</param>
    /// <param name="options">What the decoder is made of.</param>
    /// <param name="encoder">Whose results it reads.</param>
    /// <exception cref="ArgumentException">The encoder has another number of layers or family of cells.</exception>
    public BahdanauDecoder(ParameterStore store, string name, DecoderOptions options, Encoder encoder)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(encoder);
        Options = options;
        _embedding = new Embedding(store, $"{name}.embedding", options.Classes, options.Embed, options.TableRole);
        _network = new RecurrentNetwork(
            store, $"{name}.rnn", options.Network(options.Embed + encoder.OutputSize, Direction.Forward));
        _bridge = new StateBridge(store, $"{name}.bridge", encoder.StateShape(1), _network.StateShape(1));
        _attention = new Attention(store, $"{name}.attention", new AttentionOptions
        {
            Kind = AttentionKind.Additive,
            QuerySize = options.Hidden,
            MemorySize = encoder.OutputSize,
            HiddenSize = options.Hidden,
        });
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
        using var masks = _network.Draw(tape, rows, random);
        var steps = new Steps(this, tape, memory, input.Sentences, masks);
        using var outputs = new VariableList(input.Steps);
        var state = input.State;
        var row = new Shape(rows, Options.Embed);
        for (var t = 0; t < input.Steps; t++)
        {
            var token = Slice.Forward(tape, embedded, t * row.Count, row); // [R, E]
            outputs.Add(steps.Run(token, ref state));
        }
        var hidden = Stack.Forward(tape, outputs.Span, new Shape(input.Steps, rows, Options.Hidden)); // [T, R, H]
        return new DecoderOutput(_output.Forward(tape, hidden, random), state, steps.Weights);
    }

    /// <summary>The steps of one pass; memory is brought to its tape once.</summary>
    private ref struct Steps(
        BahdanauDecoder decoder, Tape tape, DecoderMemory memory, ReadOnlyMemory<int> sentences, StackMasks masks)
    {
        private readonly StackMasks _masks = masks;
        private readonly Variable _keys = tape.Import(memory.Keys);
        private readonly Variable _outputs = tape.Import(memory.Outputs);

        internal Tensor Weights { get; private set; }

        internal Variable Run(Variable token, ref Variable state)
        {
            var attended = decoder._attention.Forward(tape, TopHidden(state), _keys, _outputs, memory.Lengths, sentences);
            Weights = attended.Weights;
            var joined = Concatenation.Forward(tape, token, attended.Context); // [R, E+M]
            var input = Reshape.Forward(tape, joined, new Shape(1, joined.Shape[0], joined.Shape[1]));
            (var output, state) = decoder._network.Forward(tape, input, state, _masks);
            return output; // [1, R, H]
        }

        private readonly Variable TopHidden(Variable state) // [L, S, 1, R, H] to [R, H]
        {
            var shape = new Shape(state.Shape[3], state.Shape[4]);
            return Slice.Forward(tape, state, (state.Shape[0] - 1L) * state.Shape[1] * shape.Count, shape);
        }
    }
}
