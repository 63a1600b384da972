namespace NativeRnn;

/// <summary>A learnt initial state, the same in each row of a batch; its gradient is the sum over the rows.</summary>
internal sealed class LearntStateOperation : Operation
{
    private static int[] _firstRow = new int[64]; // as many zeros as there are rows, at least

    private Parameter _state = null!;
    private Variable _output;

    /// <summary>[S, D, H] to [S, D, N, H].</summary>
    internal static Variable Apply(Tape tape, Parameter state, Shape shape)
    {
        var output = tape.Take(shape); // [S, D, N, H]
        tape.Session.GatherRows(state.Value, output, shape[0] * shape[1], 1, Zeros(shape[2]));
        var result = tape.Result(output);
        if (tape.IsTraining)
        {
            var operation = tape.TakeOperation<LearntStateOperation>();
            (operation._state, operation._output) = (state, result);
            tape.Record(operation);
        }
        return result;
    }

    internal override void Backward(Tape tape)
    {
        var gradient = _output.Gradient; // [S, D, N, H]
        if (!gradient.IsEmpty)
        {
            tape.Session.SumGroups(gradient, _state.Gradient, gradient.Shape[0] * gradient.Shape[1]);
        }
    }

    private static ReadOnlySpan<int> Zeros(int count)
    {
        var zeros = Volatile.Read(ref _firstRow);
        if (zeros.Length < count)
        {
            zeros = new int[count];
            Volatile.Write(ref _firstRow, zeros);
        }
        return zeros.AsSpan(0, count);
    }
}
