namespace NativeRnn;

/// <summary>A recurrent computation in segments of time, so that it can be gone through again, one by one.</summary>
/// <remarks>
/// What <see cref="CheckpointedBackpropagation"/> runs. Everything that goes from one segment to the next goes through
/// the state variables: a variable of another segment is no longer valid.
/// </remarks>
public abstract class SegmentedSequence
{
    /// <summary>Runs one segment. It is called a second time for each but the last, and must do the same then.</summary>
    /// <param name="tape">Records it; holds nothing else.</param>
    /// <param name="segment">Which, from 0.</param>
    /// <param name="state">The state before it.</param>
    /// <param name="next">Receives the state behind it: as many variables, of the same shapes.</param>
    /// <param name="random">Draws dropout masks; the second time from where it stood the first time. Null where none was given.</param>
    /// <returns>What <see cref="Measure"/> needs, such as the hidden states of all its steps, [T, N, H].</returns>
    public abstract Variable Advance(
        Tape tape, int segment, ReadOnlySpan<Variable> state, Span<Variable> next, RandomSource? random);

    /// <summary>Computes the segment's loss and its gradient on the same tape; called once, right after an <see cref="Advance"/>.</summary>
    /// <param name="tape">Records it.</param>
    /// <param name="segment">Which, from 0; the last one comes first.</param>
    /// <param name="output">What <see cref="Advance"/> returned.</param>
    /// <param name="random">Draws what no other call draws.</param>
    /// <returns>The segment's part of the loss; the gradients of all parts are summed as they are.</returns>
    public abstract Loss Measure(Tape tape, int segment, Variable output, RandomSource? random);
}
