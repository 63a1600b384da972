namespace NativeRnn;

/// <summary>Tokens as rows of zeros with a single 1: what the textbook feeds its first language models.</summary>
public static class OneHot
{
    /// <summary>Writes ids out as one-hot rows; nothing is learnt, so no gradient flows.</summary>
    /// <param name="tape">Holds the result.</param>
    /// <param name="ids">T·N token ids, time-major.</param>
    /// <param name="steps">T.</param>
    /// <param name="batch">N.</param>
    /// <param name="classes">V.</param>
    /// <returns>[T, N, V].</returns>
    public static Variable Forward(Tape tape, ReadOnlySpan<int> ids, int steps, int batch, int classes)
    {
        ArgumentNullException.ThrowIfNull(tape);
        var shape = new Shape(steps, batch, classes);
        TokenIds.Validate(ids, shape, classes);
        var output = tape.Take(shape); // [T, N, V]
        tape.Session.OneHot(ids, classes, output);
        return tape.Constant(output);
    }
}
