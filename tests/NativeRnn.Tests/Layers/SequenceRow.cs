using NativeRnn.Tests.Tensors;

namespace NativeRnn.Tests.Layers;

/// <summary>One sequence of a batch with its initial state, and the gradients that come back to it.</summary>
internal sealed record SequenceRow(
    int Length, float[] Input, float[] State, float[] OutputGradient, float[] StateGradient)
{
    internal static SequenceRow[] Batch(LengthsRun run, params int[] lengths) =>
    [
        .. lengths.Select((length, n) => new SequenceRow(
            length,
            DifferenceCheck.Numbers(length * LengthsRun.Inputs, (ulong)(100 + n)),
            DifferenceCheck.Numbers(run.StateRow, (ulong)(200 + n)),
            DifferenceCheck.Numbers(length * run.Outputs, (ulong)(300 + n)),
            DifferenceCheck.Numbers(run.StateRow, (ulong)(400 + n)))),
    ];
}
