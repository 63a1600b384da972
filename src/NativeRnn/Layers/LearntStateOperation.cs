namespace NativeRnn;

/// <summary>A learnt initial state, the same in each row of a batch; its gradient is the sum over the rows.</summary>
internal sealed class LearntStateOperation : Operation
{
    private static int[] _firstRow = new int[64]; // as many zeros as there are rows, at least

    private Parameter _state = null!;
    private StateLayout _layout;
    private int _batch;
    private Variable _output;

    /// <summary>[S, D, H] to [S, D, N, H]; where h and c differ, [D·(O + H)] to [D·N·(O + H)].</summary>
    internal static Variable Apply(Tape tape, Parameter state, StateLayout layout, int batch)
    {
        var output = tape.Take(layout.Shape(batch));
        layout.Gather(tape.Session, state.Value, 1, output, Zeros(batch));
        var result = tape.Result(output);
        if (tape.IsTraining)
        {
            var operation = tape.TakeOperation<LearntStateOperation>();
            (operation._state, operation._layout) = (state, layout);
            (operation._batch, operation._output) = (batch, result);
            tape.Record(operation);
        }
        return result;
    }

    internal override long GradientsEnd => _state.End;

    internal override void Backward(Tape tape)
    {
        var gradient = _output.Gradient;
        if (!gradient.IsEmpty)
        {
            _layout.SumRows(tape.Session, gradient, _batch, _state.Gradient);
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
