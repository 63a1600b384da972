namespace NativeRnn;

/// <summary>y = x ⊙ mask / (1 − p), and the same of the gradient.</summary>
internal sealed class DropoutOperation : Operation
{
    private Variable _input;
    private Variable _output;
    private float _rate;
    private DropoutMask _mask;

    internal static Variable Apply(Tape tape, Variable input, float rate, in DropoutMask mask)
    {
        var operation = tape.TakeOperation<DropoutOperation>();
        (operation._rate, operation._mask) = (rate, mask);
        var output = tape.Take(input.Shape);
        tape.Session.Dropout(input.Value, output, rate, mask);
        (operation._input, operation._output) = (input, tape.Result(output));
        tape.Record(operation);
        return operation._output;
    }

    internal override void Backward(Tape tape)
    {
        var gradient = _output.Gradient;
        if (gradient.IsEmpty || !tape.NeedsGradient(_input))
        {
            return;
        }
        var target = tape.BeginGradient(_input);
        tape.Session.Dropout(gradient, target, _rate, _mask);
        tape.EndGradient(_input, target);
    }
}
