namespace NativeRnn;

/// <summary>y = x under another shape; dx = dy.</summary>
internal sealed class ReshapeOperation : Operation
{
    private Variable _input;
    private Variable _output;

    internal static Variable Apply(Tape tape, Variable input, Shape shape)
    {
        var output = tape.Add(input.Value.Reshape(shape), tape.NeedsGradient(input));
        if (tape.IsTraining)
        {
            var operation = tape.TakeOperation<ReshapeOperation>();
            (operation._input, operation._output) = (input, output);
            tape.Record(operation);
        }
        return output;
    }

    internal override void Backward(Tape tape)
    {
        var gradient = _output.Gradient;
        if (!gradient.IsEmpty && tape.NeedsGradient(_input))
        {
            tape.GiveGradient(_input, gradient.Reshape(_input.Shape));
        }
    }
}
