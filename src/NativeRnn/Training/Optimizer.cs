using NativeRnn.Bindings;

namespace NativeRnn;

/// <summary>Moves all parameters of a store along their gradients, in one pass over the flat buffers.</summary>
public sealed class Optimizer : IDisposable
{
    private readonly ParameterStore _store;
    private readonly NativeBuffer? _firstMoment;
    private readonly NativeBuffer? _secondMoment;

    /// <summary>An optimizer with moments of zero.</summary>
    public Optimizer(ParameterStore store, OptimizerOptions options)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(options);
        _store = store;
        Options = options;
        var count = store.Values.Shape.Count;
        _firstMoment = HasFirstMoment(options.Kind) ? new NativeBuffer(store.Engine, count) : null;
        _secondMoment = HasSecondMoment(options.Kind) ? new NativeBuffer(store.Engine, count) : null;
    }

    /// <summary>Which optimizer, and its constants.</summary>
    public OptimizerOptions Options { get; }

    /// <summary>Steps taken.</summary>
    public long Steps { get; internal set; }

    /// <summary>Momentum's velocity or Adam's mean gradient, in the layout of the store's values; empty for plain descent.</summary>
    public Tensor FirstMoment => View(_firstMoment);

    /// <summary>Adam's mean squared gradient, in the layout of the store's values; empty otherwise.</summary>
    public Tensor SecondMoment => View(_secondMoment);

    /// <summary>‖g‖₂ over all gradients together.</summary>
    public double GradientNorm(Tape tape)
    {
        ArgumentNullException.ThrowIfNull(tape);
        return Math.Sqrt(tape.Session.SquaredNorm(_store.Gradients));
    }

    /// <summary>Takes one step and clears the gradients in the same pass.</summary>
    /// <param name="tape">Whose thread and engine do it.</param>
    /// <param name="learningRate">η of this step.</param>
    /// <param name="gradientScale">Every gradient is multiplied by it first: min(1, θ / ‖g‖₂) clips.</param>
    public void Step(Tape tape, double learningRate, double gradientScale = 1)
    {
        ArgumentNullException.ThrowIfNull(tape);
        var desc = new NativeOptimizerDesc
        {
            Kind = (int)Options.Kind,
            LearningRate = (float)learningRate,
            Momentum = (float)Options.Momentum,
            Beta1 = (float)Options.Beta1,
            Beta2 = (float)Options.Beta2,
            Epsilon = (float)Options.Epsilon,
            WeightDecay = (float)Options.WeightDecay,
            GradientScale = (float)gradientScale,
            Step = (ulong)(Steps + 1),
        };
        tape.Session.OptimizerStep(desc, _store.Values, _store.Gradients, FirstMoment, SecondMoment);
        Steps++;
        _store.MarkChanged();
    }

    /// <summary>Sets all gradients to zero without a step, such as after a step that is given up.</summary>
    public void ClearGradients(Tape tape)
    {
        ArgumentNullException.ThrowIfNull(tape);
        tape.Session.Fill(_store.Gradients, 0);
    }

    /// <summary>Gives the moments' memory back.</summary>
    public void Dispose()
    {
        _firstMoment?.Dispose();
        _secondMoment?.Dispose();
    }

    internal static bool HasFirstMoment(OptimizerKind kind) => kind != OptimizerKind.Sgd;

    internal static bool HasSecondMoment(OptimizerKind kind) => kind >= OptimizerKind.Adam;

    private static Tensor View(NativeBuffer? buffer) =>
        buffer is null ? default : new Tensor(buffer, 0, new Shape(checked((int)buffer.Count)));
}
