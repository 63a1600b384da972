namespace NativeRnn;

/// <summary>Parts one behind the other; each receives its range of the gradient.</summary>
internal sealed class StackOperation : Operation
{
    private readonly List<Variable> _parts = [];
    private Variable _output;

    internal static Variable Apply(Tape tape, ReadOnlySpan<Variable> parts, Shape shape)
    {
        var output = tape.Take(shape);
        long offset = 0;
        foreach (var part in parts)
        {
            var value = part.Value;
            tape.Session.Copy(value, output.Slice(offset, value.Shape));
            offset += value.Shape.Count;
        }
        var result = tape.Result(output);
        if (tape.IsTraining)
        {
            var operation = tape.TakeOperation<StackOperation>();
            operation.Keep(parts, result);
            tape.Record(operation);
        }
        return result;
    }

    internal override void Backward(Tape tape)
    {
        var gradient = _output.Gradient;
        if (gradient.IsEmpty)
        {
            return;
        }
        long offset = 0;
        foreach (var part in _parts)
        {
            var shape = part.Shape;
            if (tape.NeedsGradient(part))
            {
                tape.GiveGradient(part, gradient.Slice(offset, shape));
            }
            offset += shape.Count;
        }
    }

    private void Keep(ReadOnlySpan<Variable> parts, Variable output)
    {
        _output = output;
        _parts.Clear();
        foreach (var part in parts)
        {
            _parts.Add(part);
        }
    }
}
