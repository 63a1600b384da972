namespace NativeRnn;

/// <summary>A table with a learnt row per token.</summary>
public sealed class Embedding
{
    /// <summary>Declares <c>{name}.weight</c> [V, E].</summary>
    /// <param name="store">Where the table lies.</param>
    /// <param name="name">Prefix of its name.</param>
    /// <param name="classes">V, token ids.</param>
    /// <param name="width">E, features per token.</param>
    /// <param name="role"><see cref="ParameterRole.TiedEmbedding"/> for a table that an output layer shares.</param>
    public Embedding(
        ParameterStore store, string name, int classes, int width, ParameterRole role = ParameterRole.Embedding)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(classes);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        Table = store.Declare(new ParameterSpec
        {
            Name = $"{name}.weight",
            Shape = new Shape(classes, width),
            Role = role,
            FanIn = classes,
            FanOut = width,
            Scale = width,
        });
    }

    /// <summary>The rows, [V, E].</summary>
    public Parameter Table { get; }

    /// <summary>Looks rows up.</summary>
    /// <param name="tape">Records it.</param>
    /// <param name="ids">T·N token ids, time-major; the memory must stay as it is until the backward pass is done.</param>
    /// <param name="steps">T.</param>
    /// <param name="batch">N.</param>
    /// <returns>[T, N, E].</returns>
    public Variable Forward(Tape tape, ReadOnlyMemory<int> ids, int steps, int batch)
    {
        ArgumentNullException.ThrowIfNull(tape);
        return EmbeddingOperation.Apply(tape, this, ids, new Shape(steps, batch, Table.Shape[1]));
    }
}
