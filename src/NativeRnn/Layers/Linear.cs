namespace NativeRnn;

/// <summary>An affine layer: y = x W + b.</summary>
public sealed class Linear
{
    /// <summary>Declares <c>{name}.weight</c> [I, O] and, if wanted, <c>{name}.bias</c> [O].</summary>
    /// <param name="store">Where the parameters lie.</param>
    /// <param name="name">Prefix of their names.</param>
    /// <param name="inputs">I, features of the input.</param>
    /// <param name="outputs">O, features of the output.</param>
    /// <param name="hasBias">Whether b is there.</param>
    public Linear(ParameterStore store, string name, int inputs, int outputs, bool hasBias = true)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(inputs);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(outputs);
        Kernel = new LinearKernel(store.Engine, new LinearSize(inputs, outputs, IsTransposed: false));
        Weight = Declare(store, $"{name}.weight", new Shape(inputs, outputs), ParameterRole.Weight);
        Bias = hasBias ? Declare(store, $"{name}.bias", new Shape(outputs), ParameterRole.Bias) : null;
    }

    private Linear(ParameterStore store, string name, Parameter table, bool hasBias)
    {
        Kernel = new LinearKernel(store.Engine, new LinearSize(table.Shape[1], table.Shape[0], IsTransposed: true));
        Weight = table;
        Bias = hasBias ? Declare(store, $"{name}.bias", new Shape(Size.Outputs), ParameterRole.Bias) : null;
    }

    /// <summary>An output layer that shares an embedding's table: y = x Eᵀ + b, from E's features onto its tokens.</summary>
    /// <param name="store">Where the table lies, and the bias <c>{name}.bias</c> [V] will.</param>
    /// <param name="name">Prefix of the bias's name.</param>
    /// <param name="table">Its table E [V, E] is used and learnt from both sides.</param>
    /// <param name="hasBias">Whether b is there.</param>
    /// <remarks>Source: Press and Wolf 2017; Inan et al. 2017.</remarks>
    /// <exception cref="ArgumentException">The table lies in another store.</exception>
    public static Linear Tied(ParameterStore store, string name, Embedding table, bool hasBias = true)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(table);
        return table.Table.Store == store
            ? new Linear(store, name, table.Table, hasBias)
            : throw new ArgumentException("The embedding must lie in the same parameter store as the layer.", nameof(table));
    }

    /// <summary>W, [I, O]; of a tied layer the embedding's table, [O, I].</summary>
    public Parameter Weight { get; }

    /// <summary>b, [O]; null where there is none.</summary>
    public Parameter? Bias { get; }

    internal LinearKernel Kernel { get; }

    internal LinearSize Size => Kernel.Size;

    internal LinearParameters Parameters => new(Weight.Value, Bias?.Value ?? default, Weight.Store.Version);

    /// <summary>Applies the layer to the last axis.</summary>
    /// <param name="tape">Records it.</param>
    /// <param name="input">[…, I].</param>
    /// <returns>[…, O], leading axes folded into one: [M, O].</returns>
    public Variable Forward(Tape tape, Variable input)
    {
        ArgumentNullException.ThrowIfNull(tape);
        return input.Shape.Last == Size.Inputs
            ? LinearOperation.Apply(tape, input, this)
            : throw new ArgumentException(
                $"The input's last axis must be {Size.Inputs} long, but its shape is {input.Shape}.", nameof(input));
    }

    private Parameter Declare(ParameterStore store, string name, Shape shape, ParameterRole role) =>
        store.Declare(new ParameterSpec
        {
            Name = name,
            Shape = shape,
            Role = role,
            FanIn = Size.Inputs,
            FanOut = Size.Outputs,
            Scale = Size.Inputs,
        });
}
