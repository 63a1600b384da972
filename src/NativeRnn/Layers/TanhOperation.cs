namespace NativeRnn;

/// <summary>y = tanh(x); dx = dy (1 − y²).</summary>
internal sealed class TanhOperation : Operation
{
    private Variable _input;
    private Variable _output;

    internal static Variable Apply(Tape tape, Variable input)
    {
        var output = tape.Take(input.Shape);
        tape.Session.Tanh(input.Value, output);
        var result = tape.Result(output);
        if (tape.IsTraining)
        {
            var operation = tape.TakeOperation<TanhOperation>();
            (operation._input, operation._output) = (input, result);
            tape.Record(operation);
        }
        return result;
    }

    internal override void Backward(Tape tape)
    {
        var gradient = _output.Gradient;
        if (gradient.IsEmpty || !tape.NeedsGradient(_input))
        {
            return;
        }
        var target = tape.BeginGradient(_input);
        tape.Session.TanhBackward(_output.Value, gradient, target);
        tape.EndGradient(_input, target);
    }
}
