namespace NativeRnn;

/// <summary>y = x W + b; dx = dy Wᵀ, dW += xᵀ dy, db += column sums of dy.</summary>
internal sealed class LinearOperation : Operation
{
    private Linear _layer = null!;
    private Variable _input;
    private Variable _output;

    internal static Variable Apply(Tape tape, Variable input, Linear layer) =>
        Apply(tape, input, layer, new Shape(checked((int)(input.Shape.Count / input.Shape.Last)), layer.Size.Outputs));

    /// <summary>The same with the leading axes of a shape of one's own.</summary>
    internal static Variable Apply(Tape tape, Variable input, Linear layer, Shape shape)
    {
        var output = tape.Take(shape); // [M, O]
        tape.Session.LinearForward(layer.Kernel, input.Value, layer.Parameters, output);
        var result = tape.Result(output);
        if (tape.IsTraining)
        {
            var operation = tape.TakeOperation<LinearOperation>();
            (operation._layer, operation._input, operation._output) = (layer, input, result);
            tape.Record(operation);
        }
        return result;
    }

    internal override long GradientsEnd => Math.Max(_layer.Weight.End, _layer.Bias?.End ?? 0);

    internal override void Backward(Tape tape)
    {
        var gradient = _output.Gradient; // [M, O]
        if (gradient.IsEmpty)
        {
            return;
        }
        tape.Session.LinearBackwardWeights(
            _layer.Kernel, _input.Value, gradient, _layer.Weight.Gradient, _layer.Bias?.Gradient ?? default);
        if (tape.NeedsGradient(_input))
        {
            var target = tape.BeginGradient(_input); // [M, I]
            tape.Session.LinearBackwardInput(_layer.Kernel, gradient, _layer.Parameters, target);
            tape.EndGradient(_input, target);
        }
        tape.EndUse(_output);
    }
}
