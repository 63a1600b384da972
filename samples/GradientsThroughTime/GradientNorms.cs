namespace NativeRnn.Samples;

/// <summary>How large the gradient of the last state's loss is at each state before it.</summary>
/// <param name="Norms">‖∂L/∂h_t‖₂ for t = 0 … T; 0 where no gradient came.</param>
/// <param name="ClippedScale">What clipping all parameters' gradients to a norm of 1 multiplies them by.</param>
internal sealed record GradientNorms(double[] Norms, double ClippedScale)
{
    internal const int Steps = 60; // T
    private const int Batch = 4; // N
    private const int Hidden = 64; // H

    /// <summary>Runs a vanilla network of random weights over noise, forward and back.</summary>
    /// <param name="radius">About the largest absolute eigenvalue of W_hh.</param>
    /// <param name="cutAt">The step whose previous state's history is cut; none by default.</param>
    internal static GradientNorms Of(double radius, int cutAt = 0)
    {
        // So small that tanh stays a straight line: the growth would end in its saturation.
        var random = new RandomSource(1);
        var (inputs, shape) = (Noise(random, Steps * Batch, 1e-6), new Shape(1, Batch, 1));
        var start = Noise(random, Batch * Hidden, 1e-5);

        #region book
        using var parameters = new ParameterStore(Engine.Default);
        var layer = new RecurrentLayer(parameters, "rnn.", "l0", new() { Cell = CellKind.RnnTanh, Inputs = 1, Hidden = Hidden });
        parameters.Allocate();
        parameters.Initialize(Initializer.Normal(radius / Math.Sqrt(Hidden)), random);

        using var tape = new Tape(Engine.Default);
        var states = new Variable[Steps + 1];
        states[0] = tape.Input(tape.Constant(start, layer.StateShape(Batch)).Value); // [1, 1, N, H]
        for (int t = 1; t <= Steps; t++)
        {
            var before = t == cutAt ? tape.Constant(states[t - 1].Value) : states[t - 1]; // cut: the value without its history
            states[t] = layer.Forward(tape, tape.Constant(inputs.AsSpan((t - 1) * Batch, Batch), shape), before).State;
        }
        tape.AddGradient(states[Steps], Unit(tape, states[Steps].Shape)); // of a loss that reads the last state only
        tape.Backward();
        double[] norms = [.. states.Select(h => h.Gradient.IsEmpty ? 0 : Norm(h.Gradient.ToArray()))];
        #endregion

        using var optimizer = new Optimizer(parameters, new());
        return new GradientNorms(norms, Math.Min(1, 1 / optimizer.GradientNorm(tape)));
    }

    private static float[] Noise(RandomSource random, int count, double deviation) =>
        [.. Enumerable.Range(0, count).Select(_ => (float)(random.NextGaussian() * deviation))];

    // Of norm 1, the same for every unit.
    private static Tensor Unit(Tape tape, Shape shape)
    {
        var values = new float[shape.Count];
        Array.Fill(values, (float)(1 / Math.Sqrt(values.Length)));
        return tape.Constant(values, shape).Value;
    }

    private static double Norm(float[] values) => Math.Sqrt(values.Sum(value => (double)value * value));
}
