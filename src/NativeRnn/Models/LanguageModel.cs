namespace NativeRnn;

/// <summary>A recurrent language model: tokens in, the distribution of the next token out.</summary>
/// <remarks>
/// One-hot rows or an embedding, a stack of recurrent layers, a linear layer onto the vocabulary. A loaded or
/// trained model may be used from many threads at once, each with its own <see cref="Tape"/> or
/// <see cref="TextGenerator"/>; while it trains, by its trainer alone. Disposing it is optional.
/// Source: Dive into Deep Learning, 9.5 and 10.3.
/// </remarks>
public sealed class LanguageModel : IDisposable
{
    private readonly Embedding? _embedding;
    private readonly RecurrentNetwork _network;
    private readonly Linear _output;

    /// <summary>A model with parameters drawn anew.</summary>
    /// <param name="options">What it is made of.</param>
    /// <param name="codec">How text becomes its tokens.</param>
    /// <param name="random">Draws the parameters; seed 0 where none is given.</param>
    /// <param name="initializer">The rule; Xavier uniform where none is given.</param>
    /// <param name="engine">Where it computes; all cores of the CPU where none is given.</param>
    public LanguageModel(
        LanguageModelOptions options,
        TextCodec codec,
        RandomSource? random = null,
        Initializer? initializer = null,
        Engine? engine = null)
        : this(options, codec, engine ?? Engine.Default)
    {
        Parameters.Allocate();
        Parameters.Initialize(initializer ?? Initializer.XavierUniform, random ?? new RandomSource(0));
    }

    private LanguageModel(LanguageModelOptions options, TextCodec codec, Engine engine)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(codec);
        Options = options;
        Codec = codec;
        Engine = engine;
        Parameters = new ParameterStore(engine);
        var classes = codec.Vocabulary.Count;
        if (options.Embed > 0)
        {
            _embedding = new Embedding(Parameters, "embedding", classes, options.Embed);
        }
        _network = new RecurrentNetwork(Parameters, "rnn", options.Network(classes));
        _output = new Linear(Parameters, "linear", _network.Outputs, classes);
    }

    /// <summary>What it is made of.</summary>
    public LanguageModelOptions Options { get; }

    /// <summary>How text becomes its tokens.</summary>
    public TextCodec Codec { get; }

    /// <summary>The tokens that it knows.</summary>
    public Vocabulary Vocabulary => Codec.Vocabulary;

    /// <summary>Where it computes.</summary>
    public Engine Engine { get; }

    /// <summary>Its parameters, in one flat buffer.</summary>
    public ParameterStore Parameters { get; }

    /// <summary>Loads a model from a checkpoint.</summary>
    /// <param name="path">A file that <see cref="Save(string)"/> or a trainer wrote.</param>
    /// <param name="engine">Where it computes; all cores of the CPU where none is given.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="CheckpointException">The file is foreign, newer, truncated or corrupted; the message says which.</exception>
    public static LanguageModel Load(string path, Engine? engine = null) =>
        LanguageModelCheckpoint.LoadModel(path, engine ?? Engine.Default);

    /// <summary>Saves the model: to a temporary file first, so that a failure leaves an earlier file as it was.</summary>
    /// <param name="path">Its folder must exist.</param>
    /// <exception cref="DirectoryNotFoundException">The folder does not exist.</exception>
    /// <exception cref="IOException">The disk is full or failed.</exception>
    public void Save(string path) => LanguageModelCheckpoint.Save(path, this, training: null);

    /// <summary>A state of zeros, to begin with.</summary>
    /// <param name="batch">N, sequences at a time.</param>
    public RecurrentState CreateState(int batch) => _network.CreateState(batch);

    /// <summary>Computes the next token's logits behind each step.</summary>
    /// <param name="tape">Records it.</param>
    /// <param name="ids">T·N token ids, time-major; unchanged until the backward pass is done.</param>
    /// <param name="steps">T.</param>
    /// <param name="batch">N.</param>
    /// <param name="state">Read now; its next value is written beside it (<see cref="RecurrentState.Advance"/>).</param>
    /// <param name="random">Draws dropout masks; needed only in training with dropout.</param>
    /// <returns>[T·N, V].</returns>
    public Variable Forward(
        Tape tape, ReadOnlyMemory<int> ids, int steps, int batch, RecurrentState state, RandomSource? random = null)
    {
        ArgumentNullException.ThrowIfNull(tape);
        var input = Drop(tape, Input(tape, ids, steps, batch), Options.InputDropout, random); // [T, N, C]
        var hidden = _network.Forward(tape, input, state, random); // [T, N, O]
        return _output.Forward(tape, Drop(tape, hidden, Options.OutputDropout, random));
    }

    /// <summary>Computes the hidden states of all steps from and to state variables, through which gradients flow.</summary>
    /// <returns>[T, N, O].</returns>
    internal Variable Advance(
        Tape tape,
        ReadOnlyMemory<int> ids,
        int steps,
        int batch,
        ReadOnlySpan<Variable> initial,
        Span<Variable> final,
        RandomSource? random) =>
        _network.Forward(
            tape, Drop(tape, Input(tape, ids, steps, batch), Options.InputDropout, random), initial, final, random);

    /// <summary>What a sequence begins with, by layer: what is learnt, through which gradients flow, or zeros.</summary>
    internal void Begin(Tape tape, int batch, Span<Variable> initial)
    {
        for (var layer = 0; layer < initial.Length; layer++)
        {
            initial[layer] = _network.InitialState(tape, layer, batch);
        }
    }

    /// <summary>Computes the next token's logits from hidden states.</summary>
    /// <returns>[T·N, V].</returns>
    internal Variable Logits(Tape tape, Variable hidden, RandomSource? random) =>
        _output.Forward(tape, Drop(tape, hidden, Options.OutputDropout, random));

    /// <summary>Computes the next token's logits behind the last step only.</summary>
    /// <returns>[N, V].</returns>
    internal Variable ForwardLast(Tape tape, ReadOnlyMemory<int> ids, int steps, int batch, RecurrentState state)
    {
        var keepsProducts = _embedding is not null && batch == 1 && Engine.Kind == EngineKind.Cpu;
        var hidden = keepsProducts
            ? _network.ForwardTokens(tape, _embedding!, ids, state).Value
            : _network.Forward(tape, Input(tape, ids, steps, batch), state).Value; // [T, N, O]
        var last = hidden.Slice((long)(steps - 1) * batch * _network.Outputs, new Shape(batch, _network.Outputs)); // [N, O]
        return _output.Forward(tape, tape.Constant(last));
    }

    /// <summary>Continues a prompt with text that the model makes up.</summary>
    /// <param name="prompt">At least one token; warms the state up.</param>
    /// <param name="options">Length, temperature and so on.</param>
    /// <returns>The prompt's continuation, without the prompt.</returns>
    public string Generate(string prompt, GenerationOptions? options = null)
    {
        using var generator = new TextGenerator(this);
        return string.Concat(generator.Stream(prompt, options));
    }

    /// <summary>Gives the memory back; the garbage collector does too.</summary>
    public void Dispose() => Parameters.Dispose();

    /// <summary>The shape of all layers' states for a batch, see <see cref="RecurrentState.All"/>.</summary>
    internal Shape StateShape(int batch) => _network.StateShape(batch);

    /// <summary>A model with parameters of zero, for a loader to fill; nothing is allocated before <paramref name="check"/> has passed.</summary>
    internal static LanguageModel ForLoading(
        LanguageModelOptions options, TextCodec codec, Engine engine, Action<ParameterStore> check)
    {
        var model = new LanguageModel(options, codec, engine);
        check(model.Parameters);
        model.Parameters.Allocate();
        return model;
    }

    private Variable Drop(Tape tape, Variable input, float rate, RandomSource? random) =>
        Dropout.Forward(tape, input, rate, random, Options.DropoutKind);

    private Variable Input(Tape tape, ReadOnlyMemory<int> ids, int steps, int batch) => _embedding is null
        ? OneHot.Forward(tape, ids.Span, steps, batch, Vocabulary.Count)
        : _embedding.Forward(tape, ids, steps, batch);
}
