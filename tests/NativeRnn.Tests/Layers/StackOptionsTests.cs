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
        _engine = Engine.Open(EngineChoice.Default);
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

    [Test]
    public void Directions_are_summed_where_that_is_asked_for()
    {
        var layer = Layer(Direction.Both);
        var network = Network(new() { Layer = layer with { Merge = BidirectionalMerge.Sum } });
        using var store = new ParameterStore(_engine);
        var beside = new RecurrentLayer(store, "", "l0", layer);
        store.Allocate();
        beside.Parameters.CopyFrom(network.Layers[0].Parameters.ToArray());
        using var tape = new Tape(_engine, isTraining: false);
        var joined = beside.Forward(tape, Input(tape), Zeros(tape, beside)).Output.Value.ToArray(); // [T, N, 2H]
        var expected = joined.Chunk(12).SelectMany(row => row[..6].Zip(row[6..], (a, b) => a + b));
        Assert.That(network.Outputs, Is.EqualTo(6));
        Assert.That(Run(network), Is.EqualTo(expected));
    }

    [Test]
    public void Each_layers_outputs_are_normalised_over_their_features()
    {
        var network = Network(new() { Layer = Layer(), Layers = 2, HasLayerNorm = true });
        for (var l = 0; l < 2; l++)
        {
            _store[$"rnn.norm_l{l}.weight"].SetValue(Tensors.DifferenceCheck.Numbers(6, 40));
            _store[$"rnn.norm_l{l}.bias"].SetValue(Tensors.DifferenceCheck.Numbers(6, 41));
        }
        var expected = ByHand(network, (_, _, output) => Normalized(output, width: 6));
        Assert.That(Run(network), Is.EqualTo(expected).Within(1e-5));

        static float[] Normalized(float[] rows, int width) =>
        [
            .. rows.Chunk(width).SelectMany(row =>
            {
                var mean = row.Average(x => (double)x);
                var deviation = Math.Sqrt(row.Average(x => (x - mean) * (x - mean)) + 1e-5);
                var (gain, shift) = (Tensors.DifferenceCheck.Numbers(width, 40), Tensors.DifferenceCheck.Numbers(width, 41));
                return row.Select((x, i) => (float)((x - mean) / deviation * gain[i] + shift[i]));
            }),
        ];
    }

    [Test]
    public void Padding_stays_zero_behind_a_normalisation()
    {
        var network = Network(new() { Layer = Layer(), HasLayerNorm = true });
        _store["rnn.norm_l0.bias"].SetValue([1, 2, 3, 4, 5, 6]);
        using var tape = new Tape(_engine, isTraining: false);
        using var state = network.CreateState(Batch);
        int[] lengths = [2, Steps, 0];
        var output = network.Forward(tape, Input(tape), state, lengths: lengths).Value.ToArray();
        for (var row = 0; row < Steps * Batch; row++)
        {
            var isPadding = row / Batch >= lengths[row % Batch];
            Assert.That(output.Skip(row * 6).Take(6).All(x => x == 0), Is.EqualTo(isPadding), $"step {row / Batch}, row {row % Batch}");
        }
    }

    [Test]
    public void A_locked_mask_is_the_same_at_all_steps()
    {
        using var tape = new Tape(_engine);
        var ones = tape.Constant(Enumerable.Repeat(1f, 7 * 30).ToArray(), new Shape(7, 3, 10));
        var random = new RandomSource(3);
        var steps = Dropout.Forward(tape, ones, 0.5f, random, DropoutKind.Locked).Value.ToArray().Chunk(30).ToArray();
        Assert.That(steps, Is.All.EqualTo(steps[0]));
        Assert.That(steps[0].Distinct().Order(), Is.EqualTo(new[] { 0f, 2f }));
        Assert.That(random.Position, Is.EqualTo(32), "a number for each feature of each row, in whole blocks of four");
        Assert.That(
            Dropout.Forward(tape, ones, 0.5f, random).Value.ToArray().Chunk(30).Distinct(new Rows()).Count(), Is.GreaterThan(1));
    }

    [Test]
    public void Locked_masks_lie_between_layers()
    {
        const float Rate = 0.4f;
        var network = Network(new() { Layer = Layer(), Layers = 2, Dropout = Rate, DropoutKind = DropoutKind.Locked });
        using var tape = new Tape(_engine);
        using var state = network.CreateState(Batch);
        var output = network.Forward(tape, Input(tape), state, new RandomSource(9)).Value.ToArray();
        var first = network.Layers[0].Forward(tape, Input(tape), Zeros(tape, network.Layers[0])).Output;
        var dropped = Dropout.Forward(tape, first, Rate, new RandomSource(9), DropoutKind.Locked);
        var expected = network.Layers[1].Forward(tape, dropped, Zeros(tape, network.Layers[1])).Output.Value.ToArray();
        Assert.That(output, Is.EqualTo(expected));
    }

    [Test]
    public void Steps_one_by_one_drop_what_one_call_drops()
    {
        var network = Network(new()
        {
            Layer = Layer(),
            Layers = 2,
            Dropout = 0.4f,
            DropoutKind = DropoutKind.Locked,
            RecurrentDropout = 0.4f,
        });
        using var tape = new Tape(_engine);
        var zeros = tape.Constant(new float[network.StateShape(Batch).Count], network.StateShape(Batch));
        var expected = network.Forward(tape, Input(tape), zeros, new RandomSource(9)).Output.Value.ToArray();
        using var masks = network.Draw(tape, Batch, new RandomSource(9));
        var found = new List<float>();
        var (input, state) = (Input(tape), zeros);
        for (var t = 0; t < Steps; t++)
        {
            var step = Slice.Forward(tape, input, t * Batch * Inputs, new Shape(1, Batch, Inputs));
            (var output, state) = network.Forward(tape, step, state, masks);
            found.AddRange(output.Value.ToArray());
        }
        Assert.That(found, Is.EqualTo(expected).Within(1e-6));
    }

    [Test]
    public void A_fresh_state_is_the_learnt_one_and_a_given_or_advanced_one_is_not()
    {
        var network = Network(new() { Layer = Layer(), LearnsState = true });
        var learnt = Tensors.DifferenceCheck.Numbers(12, 5); // [S, D, H]
        _store["rnn.state_l0"].SetValue(learnt);
        using var state = network.CreateState(Batch);
        var rows = learnt.Chunk(6).SelectMany(part => Enumerable.Repeat(part, Batch).SelectMany(x => x)).ToArray();
        var (fromLearnt, fromZeros) = (From(rows), From(new float[rows.Length]));
        Assert.That((state.IsFresh, Output()), Is.EqualTo((true, fromLearnt)));
        state.Give(0, new float[rows.Length]);
        Assert.That((state.IsFresh, Output()), Is.EqualTo((false, fromZeros)));
        state.Clear();
        Assert.That(Output(), Is.EqualTo(fromLearnt));
        state.Advance();
        Assert.That(Output(), Is.Not.EqualTo(fromLearnt).And.Not.EqualTo(fromZeros));
        using var copy = network.CreateState(Batch);
        copy.CopyFrom(state);
        Assert.That(copy.IsFresh, Is.False);

        float[] Output()
        {
            using var tape = new Tape(_engine, isTraining: false);
            return network.Forward(tape, Input(tape), state).Value.ToArray();
        }

        float[] From(float[] initial)
        {
            using var tape = new Tape(_engine, isTraining: false);
            var layer = network.Layers[0];
            return layer.Forward(tape, Input(tape), tape.Constant(initial, layer.StateShape(Batch))).Output.Value.ToArray();
        }
    }

    [Test]
    public void Gains_begin_at_one_shifts_and_initial_states_at_zero()
    {
        foreach (var rule in new[] { Initializer.XavierUniform, Initializer.PyTorchUniform, Initializer.Normal() })
        {
            using var store = new ParameterStore(_engine);
            _ = new RecurrentNetwork(store, "rnn", new() { Layer = Layer(), HasLayerNorm = true, LearnsState = true });
            store.Allocate();
            store.Initialize(rule, new RandomSource(1));
            Assert.That(store["rnn.norm_l0.weight"].Value.ToArray(), Is.All.EqualTo(1));
            Assert.That(store["rnn.norm_l0.bias"].Value.ToArray(), Is.All.Zero);
            Assert.That(store["rnn.state_l0"].Value.ToArray(), Is.All.Zero);
        }
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
        if (_engine.SupportOf(precision) == PrecisionSupport.None)
        {
            Assert.Ignore($"{precision} is not available here.");
        }

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

    private sealed class Rows : IEqualityComparer<float[]>
    {
        public bool Equals(float[]? x, float[]? y) => x!.SequenceEqual(y!);

        public int GetHashCode(float[] obj) => 0;
    }

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
