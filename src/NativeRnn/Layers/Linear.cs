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
        Weight = store.Declare(Spec($"{name}.weight", new Shape(inputs, outputs), ParameterRole.Weight));
        Bias = hasBias ? store.Declare(Spec($"{name}.bias", new Shape(outputs), ParameterRole.Bias)) : null;

        ParameterSpec Spec(string parameter, Shape shape, ParameterRole role) => new()
        {
            Name = parameter,
            Shape = shape,
            Role = role,
            FanIn = inputs,
            FanOut = outputs,
            Scale = inputs,
        };
    }

    /// <summary>W, [I, O].</summary>
    public Parameter Weight { get; }

    /// <summary>b, [O]; null where there is none.</summary>
    public Parameter? Bias { get; }

    /// <summary>Applies the layer to the last axis.</summary>
    /// <param name="tape">Records it.</param>
    /// <param name="input">[…, I].</param>
    /// <returns>[…, O], leading axes folded into one: [M, O].</returns>
    public Variable Forward(Tape tape, Variable input)
    {
        ArgumentNullException.ThrowIfNull(tape);
        return input.Shape.Last == Weight.Shape[0]
            ? LinearOperation.Apply(tape, input, this)
            : throw new ArgumentException(
                $"The input's last axis must be {Weight.Shape[0]} long, but its shape is {input.Shape}.", nameof(input));
    }
}
