namespace NativeRnn;

/// <summary>A view of consecutive numbers; its gradient is added to the same range of the input's.</summary>
internal sealed class SliceOperation : Operation
{
    private Variable _input;
    private Variable _output;
    private long _offset;

    internal static Variable Apply(Tape tape, Variable input, long offset, Shape shape)
    {
        var result = tape.Result(input.Value.Slice(offset, shape));
        if (tape.IsTraining)
        {
            var operation = tape.TakeOperation<SliceOperation>();
            (operation._input, operation._output, operation._offset) = (input, result, offset);
            tape.Record(operation);
        }
        return result;
    }

    internal override void Backward(Tape tape)
    {
        var gradient = _output.Gradient;
        if (!gradient.IsEmpty && tape.NeedsGradient(_input))
        {
            var target = tape.AccumulateGradient(_input);
            tape.Session.Add(gradient, target.Slice(_offset, gradient.Shape));
        }
    }
}
