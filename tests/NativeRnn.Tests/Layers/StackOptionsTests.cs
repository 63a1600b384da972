using NUnit.Framework;

namespace NativeRnn.Tests.Layers;

/// <summary>What may lie between the layers of a stack, against the same layers put together by hand.</summary>
[Category("Numerics")]
internal sealed class StackOptionsTests
{
    private const int Steps = 5;
    private const int Batch = 3;
    private const int Inputs = 4;
    private const double Rounding = 1e-6; // the same layers in the same order: nothing but sums in another order

    private Engine _engine = null!;
    private ParameterStore _store = null!;

    [SetUp]
    public void Create()
    {
        _engine = Engine.Cpu();
        _store = new ParameterStore(_engine);
    }

    [TearDown]
    public void Dispose()
    {
        _store.Dispose();
        _engine.Dispose();
    }

    [Test]
    public void Layers_of_different_sizes_read_each_other()
    {
        var network = Network(new() { Layer = Layer(Direction.Both), Layers = 2, HiddenSizes = [6, 3] });
        Assert.That(_store["rnn.weight_hh_l0"].Shape, Is.EqualTo(new Shape(2, 6, 24)));
        Assert.That(_store["rnn.weight_ih_l1"].Shape, Is.EqualTo(new Shape(2, 12, 12)));
        Assert.That((network.Outputs, network.Options.Outputs), Is.EqualTo((6, 6)));
        Assert.That(Run(network), Is.EqualTo(ByHand(network, (_, _, output) => output)).Within(Rounding));
    }

    [Test]
    public void States_of_different_sizes_lie_one_behind_the_other()
    {
        var network = Network(new() { Layer = Layer(), Layers = 2, HiddenSizes = [6, 3] });
        using var state = network.CreateState(Batch);
        Assert.That((state[0].Shape, state[1].Shape), Is.EqualTo((new Shape(2, 1, Batch, 6), new Shape(2, 1, Batch, 3))));
        Assert.That(state.All.Shape, Is.EqualTo(new Shape(2 * Batch * 6 + 2 * Batch * 3)));
        state[1].CopyFrom(Enumerable.Range(0, 2 * Batch * 3).Select(i => (float)i).ToArray());
        Assert.That(state.All.ToArray()[(2 * Batch * 6)..], Is.EqualTo(Enumerable.Range(0, 2 * Batch * 3)));
    }

    [Test]
    public void Rows_of_states_of_different_sizes_are_chosen_layer_by_layer()
    {
        var network = Network(new() { Layer = Layer(), Layers = 2, HiddenSizes = [6, 3] });
        using var tape = new Tape(_engine, isTraining: false);
        using var state = network.CreateState(Batch);
        state[0].CopyFrom(Rows(6, 0, 1, 2));
        state[1].CopyFrom(Rows(3, 0, 1, 2));
        using var selected = state.Select(tape, [2, 0]);
        Assert.That((selected[0].ToArray(), selected[1].ToArray()), Is.EqualTo((Rows(6, 2, 0), Rows(3, 2, 0))));
        state.Reorder(tape, [1, 1, 0]);
        Assert.That((state[0].ToArray(), state[1].ToArray()), Is.EqualTo((Rows(6, 1, 1, 0), Rows(3, 1, 1, 0))));

        // [S, D, N, H] of an LSTM: each row its number, in h and c.
        static float[] Rows(int hidden, params int[] rows) =>
            [.. Enumerable.Range(0, 2).SelectMany(_ => rows.SelectMany(row => Enumerable.Repeat((float)row, hidden)))];
    }

    [TestCase(Direction.Forward)]
    [TestCase(Direction.Both)]
    public void Residual_layers_above_the_first_add_what_they_read(Direction direction)
    {
        var network = Network(new() { Layer = Layer(direction), Layers = 3, IsResidual = true });
        var expected = ByHand(network, (l, input, output) => l == 0 ? output : Sum(input, output));
        Assert.That(Run(network), Is.EqualTo(expected).Within(Rounding));
    }

    [Test]
    public void Residual_connections_around_layers_of_other_widths_are_refused()
    {
        var options = new RecurrentNetworkOptions { Layer = Layer(), Layers = 2, HiddenSizes = [6, 3], IsResidual = true };
        Assert.That(
            () => new RecurrentNetwork(_store, "rnn", options),
            Throws.ArgumentException.With.Message.Contains("must be equal, not 6,3"));
        Assert.That(
            () => new RecurrentNetwork(_store, "rnn", options with { Layers = 1, HiddenSizes = default }),
            Throws.ArgumentException.With.Message.Contains("at least 2 layers"));
        Assert.That(
            () => new RecurrentNetwork(_store, "rnn", options with { Layers = 3, IsResidual = false }),
            Throws.ArgumentException.With.Message.Contains("one for each layer"));
        Assert.That(_store.Parameters, Is.Empty, "nothing is declared before the options are known to fit");
    }

    [TestCase(Bias.Single)]
    [TestCase(Bias.Pair)]
    public void Dropped_weights_are_zero_or_scaled_and_nothing_else_changes(Bias bias)
    {
        const float Rate = 0.5f;
        var layer = new RecurrentLayer(_store, "", "l0", Layer() with { Hidden = 20, Bias = bias });
        Allocate();
        using var tape = new Tape(_engine);
        var dropped = layer.DropWeights(tape, Rate, new RandomSource(2)).Parameters.Value.ToArray();
        var kept = layer.Parameters.ToArray();
        var (offset, shape) = layer.RecurrentWeights;
        var zeros = 0;
        for (var i = 0; i < kept.Length; i++)
        {
            var isRecurrent = i >= offset && i < offset + shape.Count;
            zeros += isRecurrent && dropped[i] == 0 ? 1 : 0;
            Assert.That(dropped[i], isRecurrent ? Is.EqualTo(0).Or.EqualTo(kept[i] / (1 - Rate)) : Is.EqualTo(kept[i]));
        }
        Assert.That(zeros, Is.EqualTo(shape.Count * Rate).Within(4 * Math.Sqrt(shape.Count * Rate * (1 - Rate)))); // 4 σ
    }

    [TestCase(Precision.F32)]
    [TestCase(Precision.BF16)]
    public void A_pass_with_dropped_weights_is_one_with_those_weights(Precision precision)
    {
        var layer = new RecurrentLayer(_store, "", "l0", Layer());
        Allocate();
        using var tape = new Tape(_engine, isTraining: true, precision);
        var expected = new List<float[]>();
        var found = new List<float[]>();
        var before = layer.Parameters.ToArray();
        for (ulong seed = 0; seed < 3; seed++) // packed copies of the last mask must not be used again
        {
            tape.Reset();
            var weights = layer.DropWeights(tape, 0.5f, new RandomSource(seed));
            var masked = weights.Parameters.Value.ToArray();
            found.Add(Forward(weights));
            layer.Parameters.CopyFrom(masked);
            _store.MarkChanged();
            expected.Add(Forward(default));
            layer.Parameters.CopyFrom(before);
            _store.MarkChanged();
        }
        Assert.That(found, Is.EqualTo(expected));
        Assert.That(found[0], Is.Not.EqualTo(found[1]), "another seed, another mask");

        float[] Forward(DroppedWeights weights) =>
            layer.Forward(tape, Input(tape), Zeros(tape, layer), weights: weights).Output.Value.ToArray();
    }

    [Test]
    public void Inference_drops_nothing()
    {
        var network = Network(new() { Layer = Layer(), Layers = 2, Dropout = 0.5f, RecurrentDropout = 0.5f });
        Assert.That(Run(network), Is.EqualTo(ByHand(network, (_, _, output) => output)).Within(Rounding));
    }

    [Test]
    public void Training_that_drops_needs_a_random_source()
    {
        var network = Network(new() { Layer = Layer(), RecurrentDropout = 0.5f });
        using var tape = new Tape(_engine);
        using var state = network.CreateState(Batch);
        Assert.That(() => network.Forward(tape, Input(tape), state), Throws.ArgumentNullException);
    }

    private static RecurrentLayerOptions Layer(Direction direction = Direction.Forward) =>
        new() { Cell = CellKind.Lstm, Inputs = Inputs, Hidden = 6, Direction = direction };

    private static float[] Sum(float[] left, float[] right) => [.. left.Zip(right, (a, b) => a + b)];

    private static Variable Input(Tape tape) =>
        tape.Constant(Tensors.DifferenceCheck.Numbers(Steps * Batch * Inputs, 3), new Shape(Steps, Batch, Inputs));

    private static Variable Zeros(Tape tape, RecurrentLayer layer)
    {
        var shape = layer.StateShape(Batch);
        return tape.Constant(new float[shape.Count], shape);
    }

    private RecurrentNetwork Network(RecurrentNetworkOptions options)
    {
        var network = new RecurrentNetwork(_store, "rnn", options);
        Allocate();
        return network;
    }

    private void Allocate()
    {
        _store.Allocate();
        _store.Initialize(Initializer.XavierUniform, new RandomSource(1));
    }

    private float[] Run(RecurrentNetwork network)
    {
        using var tape = new Tape(_engine, isTraining: false);
        using var state = network.CreateState(Batch);
        return network.Forward(tape, Input(tape), state).Value.ToArray();
    }

    // Layer by layer, with what a layer gives made of what it read and computed.
    private float[] ByHand(RecurrentNetwork network, Func<int, float[], float[], float[]> give)
    {
        using var tape = new Tape(_engine, isTraining: false);
        var current = Input(tape).Value.ToArray();
        for (var l = 0; l < network.Layers.Count; l++)
        {
            var layer = network.Layers[l];
            var input = tape.Constant(current, new Shape(Steps, Batch, layer.Options.Inputs));
            current = give(l, current, layer.Forward(tape, input, Zeros(tape, layer)).Output.Value.ToArray());
        }
        return current;
    }
}
