using NUnit.Framework;

namespace NativeRnn.Tests.Layers;

/// <summary>A batch with lengths gives each row what the row alone gives, whatever the batch looks like.</summary>
[Category("Numerics")]
internal sealed class LengthsTests
{
    private static readonly int[] _lengths = [4, 7, 0, 1, 4, 6];

    private static IEnumerable<TestCaseData> Kinds() =>
        from cell in Enum.GetValues<CellKind>()
        from direction in Enum.GetValues<Direction>()
        select new TestCaseData(cell, direction);

    [TestCaseSource(nameof(Kinds))]
    public void Each_row_is_what_it_is_alone(CellKind cell, Direction direction)
    {
        using var run = new LengthsRun(cell, direction);
        var rows = SequenceRow.Batch(run, _lengths);
        var together = run.Run(rows, steps: 7);
        var parameters = new float[together.ParameterGradients.Length];
        for (var n = 0; n < rows.Length; n++)
        {
            // Without lengths, so that the other path is the reference; nothing runs over no steps.
            if (rows[n].Length > 0)
            {
                var alone = run.Run([rows[n]], rows[n].Length, withLengths: false);
                alone.ExpectRows([n], together);
                parameters = [.. parameters.Zip(alone.ParameterGradients, (sum, one) => sum + one)];
            }
        }
        LengthsResult.ExpectNear(together.ParameterGradients, parameters, "parameters");
    }

    [TestCaseSource(nameof(Kinds))]
    public void A_row_of_length_zero_keeps_its_state_and_passes_its_gradient(CellKind cell, Direction direction)
    {
        using var run = new LengthsRun(cell, direction);
        var rows = SequenceRow.Batch(run, _lengths);
        var result = run.Run(rows, steps: 7);
        Assert.That(result.FinalStates[2], Is.EqualTo(rows[2].State));
        Assert.That(result.StateGradients[2], Is.EqualTo(rows[2].StateGradient));
    }

    [TestCaseSource(nameof(Kinds))]
    public void More_padding_changes_nothing(CellKind cell, Direction direction)
    {
        using var run = new LengthsRun(cell, direction);
        var rows = SequenceRow.Batch(run, _lengths);
        var tight = run.Run(rows, steps: 7);
        run.Run(rows, steps: 12).ExpectRowsOf(tight, [.. Enumerable.Range(0, rows.Length)]);
    }

    [TestCaseSource(nameof(Kinds))]
    public void The_order_of_the_batch_changes_nothing(CellKind cell, Direction direction)
    {
        int[] places = [3, 1, 5, 0, 2, 4];
        using var run = new LengthsRun(cell, direction);
        var rows = SequenceRow.Batch(run, _lengths);
        var inOrder = run.Run(rows, steps: 7);
        run.Run([.. places.Select(place => rows[place])], steps: 7).ExpectRowsOf(inOrder, places);
    }

    [TestCaseSource(nameof(Kinds))]
    public void Splitting_the_batch_changes_nothing(CellKind cell, Direction direction)
    {
        using var run = new LengthsRun(cell, direction);
        var rows = SequenceRow.Batch(run, _lengths);
        var whole = run.Run(rows, steps: 7);
        var first = run.Run(rows[..2], steps: 7);
        first.ExpectRows([0, 1], whole);
        var second = run.Run(rows[2..], steps: 6);
        second.ExpectRows([2, 3, 4, 5], whole);
        LengthsResult.ExpectNear(
            whole.ParameterGradients,
            [.. first.ParameterGradients.Zip(second.ParameterGradients, (a, b) => a + b)],
            "parameters");
    }

    [Test]
    public void Padding_of_outputs_and_input_gradients_is_zero()
    {
        int[] lengths = [2, 0];
        using var run = new LengthsRun(CellKind.Lstm, Direction.Both);
        using var state = run.Network.CreateState(2);
        var ones = new float[3 * 2 * LengthsRun.Inputs];
        Array.Fill(ones, 1);
        var input = run.Tape.Input(run.Tape.Constant(ones, new Shape(3, 2, LengthsRun.Inputs)).Value);
        var output = run.Network.Forward(run.Tape, input, state, lengths: lengths);
        var upstream = new float[output.Shape.Count];
        Array.Fill(upstream, 1);
        run.Tape.AddGradient(output, run.Tape.Constant(upstream, output.Shape).Value);
        run.Tape.Backward();
        ExpectOnlyTheFirstTwoSteps(output.Value, "output");
        ExpectOnlyTheFirstTwoSteps(input.Gradient, "input gradient");
    }

    [TestCase(new[] { 1, 2 }, "3 lengths, not 2")]
    [TestCase(new[] { 1, 2, 3, 4 }, "3 lengths, not 4")]
    [TestCase(new[] { 1, -1, 2 }, "0 to 5")]
    [TestCase(new[] { 1, 2, 6 }, "0 to 5")]
    public void Lengths_that_do_not_fit_are_refused_by_name(int[] lengths, string words)
    {
        using var run = new LengthsRun(CellKind.RnnTanh, Direction.Forward);
        using var state = run.Network.CreateState(3);
        var input = run.Tape.Constant(new float[5 * 3 * LengthsRun.Inputs], new Shape(5, 3, LengthsRun.Inputs));
        Assert.That(
            () => run.Network.Forward(run.Tape, input, state, lengths: lengths),
            Throws.InstanceOf<ArgumentException>().With.Property("ParamName").EqualTo("lengths").And.Message.Contains(words));
    }

    [Test]
    public void Steps_with_lengths_that_repeat_allocate_nothing()
    {
        int[][] patterns = [[5, 3, 0, 5], [1, 4, 4, 2], [5, 5, 5, 5], [0, 0, 0, 0], [2, 2, 2, 2]];
        using var run = new LengthsRun(CellKind.Lstm, Direction.Both);
        using var state = run.Network.CreateState(4);
        var numbers = new float[5 * 4 * LengthsRun.Inputs];
        var upstream = new float[5 * 4 * run.Outputs];
        Repeat(20);
        var before = run.Engine.ReadCounters();
        var managed = GC.GetAllocatedBytesForCurrentThread();
        Repeat(50);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - managed;
        var after = run.Engine.ReadCounters();
        Assert.That(allocated, Is.Zero, "managed bytes");
        Assert.That(after.Allocations, Is.EqualTo(before.Allocations), "native allocations");
        Assert.That(after.LiveBytes, Is.EqualTo(before.LiveBytes), "live native bytes");
        Assert.That(after.PrimitivesCreated, Is.EqualTo(before.PrimitivesCreated), "primitives");

        void Repeat(int count)
        {
            for (var i = 0; i < count; i++)
            {
                run.Tape.Reset();
                var input = run.Tape.Constant(numbers, new Shape(5, 4, LengthsRun.Inputs));
                var output = run.Network.Forward(run.Tape, input, state, lengths: patterns[i % patterns.Length]);
                run.Tape.AddGradient(output, run.Tape.Constant(upstream, output.Shape).Value);
                run.Tape.Backward();
                state.Advance();
            }
        }
    }

    // [3, 2, width], lengths 2 and 0.
    private static void ExpectOnlyTheFirstTwoSteps(Tensor tensor, string name)
    {
        var rows = tensor.ToArray().Chunk(tensor.Shape.Last).ToArray();
        for (var i = 0; i < rows.Length; i++)
        {
            Assert.That(rows[i].Any(value => value != 0), Is.EqualTo(i is 0 or 2), $"{name}, step {i / 2}, row {i % 2}");
        }
    }
}
