namespace NativeRnn;

/// <summary>y_r = [a_r, b_(r % Q)]; da is dy's left part, db the sum of the right parts that took a row.</summary>
internal sealed class ConcatenationOperation : Operation
{
    private Variable _left;
    private Variable _right;
    private Variable _output;

    internal static Variable Apply(Tape tape, Variable left, Variable right, ReadOnlySpan<int> rows)
    {
        var count = checked((int)(left.Shape.Count / left.Shape.Last));
        var output = tape.Take(new Shape(count, left.Shape.Last + right.Shape.Last)); // [R, A + B]
        tape.Session.ConcatRows(left.Value, right.Value, output, rows);
        var result = tape.Result(output);
        if (tape.IsTraining)
        {
            var operation = tape.TakeOperation<ConcatenationOperation>();
            (operation._left, operation._right, operation._output) = (left, right, result);
            tape.Record(operation);
        }
        return result;
    }

    internal override void Backward(Tape tape)
    {
        var gradient = _output.Gradient; // [R, A + B]
        if (gradient.IsEmpty)
        {
            return;
        }
        var left = tape.NeedsGradient(_left) ? tape.BeginGradient(_left) : default;
        var right = tape.NeedsGradient(_right) ? tape.BeginGradient(_right) : default;
        tape.Session.ConcatRowsBackward(_left.Shape, _right.Shape, gradient, left, right);
        End(tape, _left, left);
        End(tape, _right, right);
    }

    private static void End(Tape tape, Variable variable, Tensor contribution)
    {
        if (!contribution.IsEmpty)
        {
            tape.EndGradient(variable, contribution);
        }
    }
}
