namespace NativeRnn;

/// <summary>y = forward + backward from both side by side; each receives dy.</summary>
internal sealed class DirectionSumOperation : Operation
{
    private Variable _input;
    private Variable _output;

    /// <summary>[T, N, D·H] to [T, N, H].</summary>
    internal static Variable Apply(Tape tape, Variable input, int hidden)
    {
        var output = tape.Take(new Shape(input.Shape[0], input.Shape[1], hidden)); // [T, N, H]
        tape.Session.FoldColumns(input.Value, output, input.Shape.Last / hidden);
        var result = tape.Result(output);
        if (tape.IsTraining)
        {
            var operation = tape.TakeOperation<DirectionSumOperation>();
            (operation._input, operation._output) = (input, result);
            tape.Record(operation);
        }
        return result;
    }

    internal override void Backward(Tape tape)
    {
        var gradient = _output.Gradient; // [T, N, H]
        if (!gradient.IsEmpty && tape.NeedsGradient(_input))
        {
            var target = tape.BeginGradient(_input); // [T, N, D*H]
            tape.Session.RepeatColumns(gradient, target, target.Shape.Last / gradient.Shape.Last);
            tape.EndGradient(_input, target);
        }
    }
}
