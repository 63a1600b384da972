using NUnit.Framework;

namespace NativeRnn.Tests.Training;

internal sealed class CheckpointedBackpropagationTests
{
    private const double Tolerance = 1e-6; // of the norm: parameters' gradients are summed in another order

    [TestCase(CellKind.RnnTanh, 1)]
    [TestCase(CellKind.GruResetBefore, 2)]
    [TestCase(CellKind.GruResetAfter, 7)]
    [TestCase(CellKind.Lstm, 7)]
    public void Gradients_and_loss_are_those_of_one_tape_dropout_masks_included(CellKind cell, int segments)
    {
        using var engine = Engine.Cpu(2);
        using var tape = new Tape(engine);
        using var sequence = new NetworkSegments(engine, cell, segments, steps: 4, (Layers: 3, Hidden: 6, Batch: 3, Dropout: 0.3f));
        var (expected, stateGradients) = sequence.RunOnOneTape(tape, segments, new RandomSource(8, 3));
        var gradients = sequence.TakeGradients();
        using var backpropagation = new CheckpointedBackpropagation(engine);
        var random = new RandomSource(8, 3);
        var loss = backpropagation.Run(tape, sequence, segments, sequence.Initial, random);
        Assert.That(loss.Total, Is.EqualTo(expected.Total).Within(1e-9), "the same bits, summed in another order");
        Assert.That(loss.Count, Is.EqualTo(segments * 4 * 3));
        ExpectEqual(sequence.TakeGradients(), gradients, "parameters");
        for (var layer = 0; layer < 3; layer++)
        {
            ExpectEqual(backpropagation.InitialGradient(layer).ToArray(), stateGradients[layer], $"initial state {layer}");
        }
    }

    [Test]
    public void The_generator_ends_where_one_pass_leaves_it()
    {
        using var engine = Engine.Cpu(1);
        using var tape = new Tape(engine);
        using var sequence = new NetworkSegments(engine, CellKind.Lstm, 4, 2, (Layers: 2, Hidden: 5, Batch: 1, Dropout: 0.5f));
        var (once, twice) = (new RandomSource(1), new RandomSource(1));
        sequence.RunOnOneTape(tape, 4, once);
        using var backpropagation = new CheckpointedBackpropagation(engine);
        backpropagation.Run(tape, sequence, 4, sequence.Initial, twice);
        Assert.That(twice.Position, Is.EqualTo(once.Position).And.GreaterThan(0));
    }

    [Test]
    public void Windows_go_on_from_the_final_state()
    {
        using var engine = Engine.Cpu(1);
        using var tape = new Tape(engine);
        using var sequence = new NetworkSegments(engine, CellKind.Lstm, 5, 2, (Layers: 2, Hidden: 5, Batch: 2, Dropout: 0));
        var whole = sequence.RunOnOneTape(tape, 5, null).Loss.Total;
        using var backpropagation = new CheckpointedBackpropagation(engine);
        var first = backpropagation.Run(tape, sequence, 3, sequence.Initial).Total;
        for (var layer = 0; layer < 2; layer++)
        {
            sequence.State[layer].CopyFrom(backpropagation.FinalState(layer).ToArray());
        }
        sequence.First = 3;
        Assert.That(first + backpropagation.Run(tape, sequence, 2, sequence.Initial).Total, Is.EqualTo(whole).Within(1e-5));
    }

    [Test]
    public void A_long_sequence_takes_the_memory_of_a_segment_and_of_the_states_between()
    {
        const int Segments = 80; // of 50 steps: 4,000
        var plain = LiveBytes(segments: 1, steps: Segments * 50);
        var whole = LiveBytes(Segments, steps: 50);
        var twice = LiveBytes(2 * Segments, steps: 50);
        TestContext.Out.WriteLine($"4,000 steps at once: {plain:N0} bytes; in segments of 50: {whole:N0}; 8,000 steps: {twice:N0}");
        Assert.That(whole, Is.LessThan(plain / 20));
        const int StateBytes = 2 * 2 * 4 * 64 * sizeof(float); // [L, S, N, H]
        Assert.That(twice - whole, Is.EqualTo(Segments * StateBytes));
    }

    [Test]
    public void Runs_of_a_length_seen_before_allocate_nothing()
    {
        using var engine = Engine.Cpu(1);
        using var tape = new Tape(engine);
        using var sequence = new NetworkSegments(engine, CellKind.Lstm, 9, 4, (Layers: 2, Hidden: 16, Batch: 3, Dropout: 0.3f));
        using var backpropagation = new CheckpointedBackpropagation(engine);
        var (initial, random) = (sequence.Initial, new RandomSource(1));
        sequence.State.Clear();
        var measured = new SilentSegments(sequence);
        Repeat(30);
        var before = engine.ReadCounters();
        var managed = GC.GetAllocatedBytesForCurrentThread();
        Repeat(50);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - managed;
        Assert.That(allocated, Is.Zero, "managed bytes");
        Assert.That(engine.ReadCounters().Allocations, Is.EqualTo(before.Allocations), "native allocations");

        void Repeat(int count)
        {
            for (var i = 0; i < count; i++)
            {
                backpropagation.Run(tape, measured, 1 + i % 9, initial, random);
            }
        }
    }

    [Test]
    public void Misuse_is_named()
    {
        using var engine = Engine.Cpu(1);
        using var tape = new Tape(engine);
        using var inference = new Tape(engine, isTraining: false);
        using var sequence = new NetworkSegments(engine, CellKind.Lstm, 9, 2, (Layers: 2, Hidden: 5, Batch: 1, Dropout: 0.5f));
        using var backpropagation = new CheckpointedBackpropagation(engine);
        Assert.That(
            () => backpropagation.Run(inference, sequence, 2, sequence.Initial, new RandomSource(1)),
            Throws.ArgumentException.With.Property("ParamName").EqualTo("tape"));
        Assert.That(
            () => backpropagation.Run(tape, sequence, 3, sequence.Initial, new RandomSource(1), [1f]),
            Throws.ArgumentException.With.Message.Contains("3 segments meet at 2 places, not 1"));
        sequence.Cheats = true;
        Assert.That(
            () => backpropagation.Run(tape, sequence, 3, sequence.Initial, new RandomSource(1)),
            Throws.InvalidOperationException.With.Message.Contains("Segment 1 drew another number"));
    }

    internal static void ExpectEqual(float[] actual, float[] expected, string name)
    {
        var norm = Math.Sqrt(expected.Sum(value => (double)value * value));
        var difference = Math.Sqrt(actual.Zip(expected, (a, e) => Math.Pow(a - e, 2)).Sum());
        Assert.That(norm, Is.GreaterThan(0), $"{name}: no gradient arrived");
        Assert.That(difference, Is.LessThanOrEqualTo(Tolerance * norm), name);
    }

    // A deep LSTM with dropout.
    private static long LiveBytes(int segments, int steps)
    {
        using var engine = Engine.Cpu(2);
        using var tape = new Tape(engine);
        using var sequence = new NetworkSegments(engine, CellKind.Lstm, segments, steps, (Layers: 2, Hidden: 64, Batch: 4, Dropout: 0.2f));
        using var backpropagation = new CheckpointedBackpropagation(engine);
        for (var run = 0; run < 2; run++)
        {
            backpropagation.Run(tape, sequence, segments, sequence.Initial, new RandomSource(1));
        }
        return engine.ReadCounters().LiveBytes;
    }

    /// <summary>The same without what the loss allocates.</summary>
    private sealed class SilentSegments(NetworkSegments inner) : SegmentedSequence
    {
        public override Variable Advance(
            Tape tape, int segment, ReadOnlySpan<Variable> state, Span<Variable> next, RandomSource? random) =>
            inner.Advance(tape, segment, state, next, random);

        public override Loss Measure(Tape tape, int segment, Variable output, RandomSource? random)
        {
            tape.AddGradient(output, output.Value);
            return new Loss(1, 1);
        }
    }
}
