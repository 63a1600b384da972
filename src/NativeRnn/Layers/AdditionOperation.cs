namespace NativeRnn;

/// <summary>y = a + b; both receive dy.</summary>
internal sealed class AdditionOperation : Operation
{
    private Variable _left;
    private Variable _right;
    private Variable _output;

    internal static Variable Apply(Tape tape, Variable left, Variable right)
    {
        var output = tape.Take(left.Shape);
        tape.Session.Copy(left.Value, output);
        tape.Session.Add(right.Value, output);
        var result = tape.Result(output);
        if (tape.IsTraining)
        {
            var operation = tape.TakeOperation<AdditionOperation>();
            (operation._left, operation._right, operation._output) = (left, right, result);
            tape.Record(operation);
        }
        return result;
    }

    internal override void Backward(Tape tape)
    {
        if (!_output.Gradient.IsEmpty)
        {
            HandOn(tape, _left);
            HandOn(tape, _right);
        }
    }

    private void HandOn(Tape tape, Variable input)
    {
        if (tape.NeedsGradient(input))
        {
            tape.AddGradient(input, _output.Gradient);
        }
    }
}
