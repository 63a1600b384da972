namespace NativeRnn;

/// <summary>Two variables side by side along the last axis, the right one's rows repeated: inputs beside a context.</summary>
public static class Concatenation
{
    /// <summary>Puts a row of the right one behind each row of the left one.</summary>
    /// <param name="tape">Records it.</param>
    /// <param name="left">[…, A]; leading axes are folded into R rows.</param>
    /// <param name="right">[…, B]; leading axes are folded into Q rows.</param>
    /// <param name="rows">
    /// Inference only: for each of the R rows the right one's row; empty: row r takes r % Q, so that a context [N, B]
    /// repeats over the steps of [T, N, A].
    /// </param>
    /// <returns>[R, A + B].</returns>
    /// <exception cref="ArgumentException">Neither R is a multiple of Q nor rows are given, or rows do not fit.</exception>
    public static Variable Forward(Tape tape, Variable left, Variable right, ReadOnlyMemory<int> rows = default)
    {
        ArgumentNullException.ThrowIfNull(tape);
        if (tape.IsTraining && !rows.IsEmpty)
        {
            throw new ArgumentException("Rows are chosen on inference tapes only: leave them out in training.", nameof(rows));
        }
        RowIndex.Validate(rows.Span, Rows(left), Rows(right), nameof(rows));
        return ConcatenationOperation.Apply(tape, left, right, rows.Span);
    }

    private static long Rows(Variable variable) => variable.Shape.Count / variable.Shape.Last;
}
