namespace NativeRnn;

/// <summary>Attention of a decoder's rows over the steps of their source sentences.</summary>
/// <remarks>
/// α = softmax over a sentence's valid steps of the scores, context = Σ α memory. Parameters, none with a bias:
/// general <c>{name}.query.weight</c> [H, M]; additive <c>{name}.query.weight</c> [H, A], <c>{name}.key.weight</c>
/// [M, A] and <c>{name}.scorer.weight</c> [A, 1]; dot has none. Source: Luong et al. 2015; Bahdanau et al. 2015.
/// </remarks>
public sealed class Attention
{
    private readonly Linear? _query;
    private readonly Linear? _key;

    /// <summary>Declares the layer's parameters.</summary>
    /// <param name="store">Where they lie.</param>
    /// <param name="name">Prefix of their names.</param>
    /// <param name="options">What the layer is made of.</param>
    /// <exception cref="ArgumentException">Dot attention over a memory of another size than the query's.</exception>
    public Attention(ParameterStore store, string name, AttentionOptions options)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(options);
        Options = options;
        if (options.Kind == AttentionKind.Dot && options.QuerySize != options.MemorySize)
        {
            throw new ArgumentException(
                $"Dot attention needs queries and memory of one size, not {options.QuerySize} and " +
                $"{options.MemorySize}: use general or additive attention.",
                nameof(options));
        }
        if (options.Kind != AttentionKind.Dot)
        {
            _query = new Linear(store, $"{name}.query", options.QuerySize, KeySize, hasBias: false);
        }
        if (options.Kind == AttentionKind.Additive)
        {
            _key = new Linear(store, $"{name}.key", options.MemorySize, KeySize, hasBias: false);
            Scorer = new Linear(store, $"{name}.scorer", KeySize, outputs: 1, hasBias: false).Weight;
        }
    }

    /// <summary>What the layer is made of.</summary>
    public AttentionOptions Options { get; }

    /// <summary>v, [A, 1]; only additive attention has it.</summary>
    internal Parameter? Scorer { get; }

    private int KeySize => Options.Kind == AttentionKind.Additive ? Options.HiddenSize : Options.MemorySize;

    /// <summary>What queries are compared with: made once for a batch of sentences, used for every query.</summary>
    /// <param name="tape">Records it.</param>
    /// <param name="memory">The encoder's outputs, [T, N, M].</param>
    /// <returns>Dot and general: the memory itself; additive: memory W_k, [T, N, A].</returns>
    public Variable Keys(Tape tape, Variable memory)
    {
        ArgumentNullException.ThrowIfNull(tape);
        RequireSource(memory, Options.MemorySize, nameof(memory));
        return _key is null
            ? memory
            : LinearOperation.Apply(tape, memory, _key, new Shape(memory.Shape[0], memory.Shape[1], KeySize));
    }

    /// <summary>Attends.</summary>
    /// <param name="tape">Records it.</param>
    /// <param name="query">[…, H]; leading axes are folded into R rows.</param>
    /// <param name="keys">What <see cref="Keys"/> made of the memory.</param>
    /// <param name="memory">[T, N, M].</param>
    /// <param name="lengths">
    /// Valid steps of each of the N sentences, 0 to T, in any order; empty: all T. A sentence of length 0 gives zero
    /// weights and a zero context. The memory must stay as it is until the backward pass is done.
    /// </param>
    /// <param name="sentences">
    /// The sentence of each of the R rows, 0 to N − 1; empty: row r belongs to r % N, as in [T', N, H]. The memory
    /// must stay as it is until the backward pass is done.
    /// </param>
    /// <returns>The context [R, M] and the weights [R, T].</returns>
    /// <exception cref="ArgumentException">Shapes, lengths or sentences do not fit; the message says which.</exception>
    public AttentionOutput Forward(
        Tape tape,
        Variable query,
        Variable keys,
        Variable memory,
        ReadOnlyMemory<int> lengths = default,
        ReadOnlyMemory<int> sentences = default)
    {
        ArgumentNullException.ThrowIfNull(tape);
        RequireSource(memory, Options.MemorySize, nameof(memory));
        RequireSource(keys, KeySize, nameof(keys));
        var (steps, batch) = (memory.Shape[0], memory.Shape[1]);
        if (keys.Shape[0] != steps || keys.Shape[1] != batch)
        {
            throw new ArgumentException($"Keys of shape {keys.Shape} do not belong to a memory of {memory.Shape}.", nameof(keys));
        }
        if (query.Shape.Last != Options.QuerySize)
        {
            throw new ArgumentException(
                $"The query's last axis must be {Options.QuerySize} long, but its shape is {query.Shape}.", nameof(query));
        }
        SequenceLengths.Validate(lengths.Span, steps, batch);
        RowIndex.Validate(sentences.Span, query.Shape.Count / query.Shape.Last, batch, nameof(sentences));
        var projected = _query is null ? query : LinearOperation.Apply(tape, query, _query); // [R, D]
        return AttentionOperation.Apply(tape, this, new AttentionSource(keys, memory, lengths, sentences), projected);
    }

    private static void RequireSource(Variable source, int size, string name)
    {
        if (source.Shape.Rank != 3 || source.Shape.Last != size)
        {
            throw new ArgumentException($"The {name} must have the shape [T, N, {size}], not {source.Shape}.", name);
        }
    }
}
