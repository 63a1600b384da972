namespace NativeRnn;

/// <summary>Normalises each row over its features: y = (x − μ) / √(σ² + ε) ⊙ gain + shift.</summary>
/// <remarks>
/// Source: Ba, Kiros and Hinton 2016, equation 4, with PyTorch's ε. Between recurrent layers it acts on what a layer
/// gives at each step: oneDNN's cells are closed, so that the paper's normalisation inside the gates is not to be had.
/// </remarks>
public sealed class LayerNorm
{
    /// <summary>ε, added to the variance: 1e-5, as in PyTorch.</summary>
    public const float Epsilon = 1e-5f;

    /// <summary>Declares <c>{name}.weight</c> [W], from 1 on, and <c>{name}.bias</c> [W], from 0 on.</summary>
    /// <param name="store">Where they lie.</param>
    /// <param name="name">Prefix of their names.</param>
    /// <param name="features">W, numbers of a row.</param>
    public LayerNorm(ParameterStore store, string name, int features)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(features);
        Gain = Declare("weight", ParameterRole.Gain);
        Shift = Declare("bias", ParameterRole.Shift);

        Parameter Declare(string part, ParameterRole role) => store.Declare(new ParameterSpec
        {
            Name = $"{name}.{part}",
            Shape = new Shape(features),
            Role = role,
            FanIn = features,
            FanOut = features,
            Scale = features,
        });
    }

    /// <summary>What normalised features are multiplied by, [W].</summary>
    public Parameter Gain { get; }

    /// <summary>What is added to them, [W].</summary>
    public Parameter Shift { get; }

    internal LayerNormParameters Parameters => new(Gain.Value, Shift.Value, Epsilon);

    /// <summary>Normalises along the last axis.</summary>
    /// <param name="tape">Records it.</param>
    /// <param name="input">[…, W].</param>
    /// <param name="lengths">
    /// For [T, N, W], N numbers of valid steps, behind which the result is zero; empty: all T. Leave them unchanged
    /// until <see cref="Tape.Backward"/> has run.
    /// </param>
    /// <returns>The input's shape.</returns>
    /// <exception cref="ArgumentException">The last axis has another length, or there are not N lengths from 0 to T.</exception>
    public Variable Forward(Tape tape, Variable input, ReadOnlyMemory<int> lengths = default)
    {
        ArgumentNullException.ThrowIfNull(tape);
        if (!lengths.IsEmpty)
        {
            SequenceLengths.Validate(lengths.Span, input.Shape[0], input.Shape[1]);
        }
        return input.Shape.Last == Gain.Shape.Last
            ? LayerNormOperation.Apply(tape, input, this, lengths)
            : throw new ArgumentException(
                $"The input's last axis must be {Gain.Shape.Last} long, but its shape is {input.Shape}.", nameof(input));
    }
}
