using NativeRnn.Tests.Tensors;
using NUnit.Framework;

namespace NativeRnn.Tests.Layers;

/// <summary>LSTMs with peepholes and projections, against a naive cell, and their states whose h and c differ in width.</summary>
[Category("Numerics")]
internal sealed class LstmPartsTests
{
    private const int Steps = 5;
    private const int Batch = 3;
    private const int Inputs = 4;
    private const int Hidden = 6;
    private const double Tolerance = 1e-5; // float32 with vector approximations against double, values of size 1

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
    public void Outputs_and_states_are_those_of_a_naive_cell(
        [Values] bool hasPeepholes, [Values(0, 2)] int projection, [Values] Direction direction)
    {
        var options = Lstm() with { HasPeepholes = hasPeepholes, Projection = projection, Direction = direction };
        var layer = Layer(options);
        using var tape = new Tape(_engine, isTraining: false);
        int[] lengths = [5, 2, 4];
        var x = DifferenceCheck.Numbers(Steps * Batch * Inputs, 3);
        var initial = DifferenceCheck.Numbers(layer.StateShape(Batch).Count, 4);
        var (output, state) = layer.Forward(
            tape, tape.Constant(x, new Shape(Steps, Batch, Inputs)), tape.Constant(initial, layer.StateShape(Batch)), lengths: lengths);
        var outputs = output.Value.ToArray();
        var states = state.Value.ToArray();
        var width = projection > 0 ? projection : Hidden;
        for (var d = 0; d < options.Directions; d++)
        {
            var isReversed = direction == Direction.Reverse || d == 1;
            for (var n = 0; n < Batch; n++)
            {
                var row = d * Batch + n;
                var (h, c) = (Doubles(initial, row * width, width), Doubles(initial, CellsAt() + row * Hidden, Hidden));
                for (var i = 0; i < lengths[n]; i++)
                {
                    var t = isReversed ? lengths[n] - 1 - i : i;
                    (h, c) = Step(options, d, Doubles(x, (t * Batch + n) * Inputs, Inputs), h, c);
                    var found = Doubles(outputs, ((t * Batch + n) * options.Directions + d) * width, width);
                    Assert.That(found, Is.EqualTo(h).Within(Tolerance), $"direction {d}, row {n}, step {t}");
                }
                Assert.That(Doubles(states, row * width, width), Is.EqualTo(h).Within(Tolerance), $"h of {d}, {n}");
                Assert.That(Doubles(states, CellsAt() + row * Hidden, Hidden), Is.EqualTo(c).Within(Tolerance), $"c of {d}, {n}");
            }
        }

        int CellsAt() => options.Directions * Batch * width;
    }

    [Test]
    public void Layers_read_projections_and_states_lie_h_before_c()
    {
        var network = new RecurrentNetwork(_store, "rnn", new()
        {
            Layer = Lstm() with { Projection = 2, Direction = Direction.Both, HasPeepholes = true },
            Layers = 2,
            HiddenSizes = [6, 3],
            LearnsState = true,
        });
        Assert.That((network.Outputs, network.Options.Outputs), Is.EqualTo((4, 4)));
        Assert.That(_store["rnn.weight_ih_l1"].Shape, Is.EqualTo(new Shape(2, 4, 12)));
        Assert.That(_store["rnn.weight_hh_l1"].Shape, Is.EqualTo(new Shape(2, 2, 12)));
        Assert.That(_store["rnn.peephole_l1"].Shape, Is.EqualTo(new Shape(2, 3, 3)));
        Assert.That(_store["rnn.weight_hr_l1"].Shape, Is.EqualTo(new Shape(2, 3, 2)));
        Assert.That(_store["rnn.state_l0"].Shape, Is.EqualTo(new Shape(2 * (2 + 6))));
        using var state = network.CreateState(Batch);
        Assert.That((state[0].Shape, state[1].Shape), Is.EqualTo((new Shape(6 * (2 + 6)), new Shape(6 * (2 + 3)))));
        Assert.That(state.All.Shape, Is.EqualTo(new Shape(6 * (2 + 6 + 2 + 3))));
    }

    [Test]
    public void Rows_of_projected_states_are_chosen_in_h_and_in_c()
    {
        var network = new RecurrentNetwork(_store, "rnn", new() { Layer = Lstm() with { Projection = 2 } });
        _store.Allocate();
        using var tape = new Tape(_engine, isTraining: false);
        using var state = network.CreateState(Batch);
        state[0].CopyFrom(Rows(0, 1, 2));
        using var selected = state.Select(tape, [2, 0]);
        Assert.That(selected[0].ToArray(), Is.EqualTo(Rows(2, 0)));
        state.Reorder(tape, [1, 1, 0]);
        Assert.That(state[0].ToArray(), Is.EqualTo(Rows(1, 1, 0)));

        static float[] Rows(params int[] rows) =>
        [
            .. rows.SelectMany(row => Enumerable.Repeat(row + 1f, 2)), // h
            .. rows.SelectMany(row => Enumerable.Repeat(-row - 1f, Hidden)), // c
        ];
    }

    [TestCase(CellKind.GruResetAfter, 2, false, "Only an LSTM has a projection: GruResetAfter must have 0.")]
    [TestCase(CellKind.RnnTanh, 0, true, "Peepholes belong to the LSTM's gates: RnnTanh has none.")]
    [TestCase(CellKind.Lstm, Hidden, false, "choose fewer features than the 6 hidden units, not 6.")]
    public void Parts_that_cannot_be_are_refused(CellKind cell, int projection, bool hasPeepholes, string sentence)
    {
        var options = Lstm() with { Cell = cell, Projection = projection, HasPeepholes = hasPeepholes };
        Assert.That(() => new RecurrentLayer(_store, "", "l0", options), Throws.ArgumentException.With.Message.Contains(sentence));
        Assert.That(_store.Parameters, Is.Empty, "nothing is declared before the options are known to fit");
        Assert.That(() => Lstm() with { Projection = -1 }, Throws.TypeOf<ArgumentOutOfRangeException>());
    }

    [Test]
    public void Other_precisions_than_float32_are_refused_by_name_for_a_projection()
    {
        var layer = Layer(Lstm() with { Projection = 2 });
        using var tape = new Tape(_engine, isTraining: false, Precision.BF16);
        var input = tape.Constant(new float[Batch * Inputs], new Shape(1, Batch, Inputs));
        var zeros = tape.Constant(new float[layer.StateShape(Batch).Count], layer.StateShape(Batch));
        Assert.That(
            () => layer.Forward(tape, input, zeros),
            Throws.TypeOf<NativeRnnException>().With.Message.Contains("an LSTM with a projection computes in f32 alone"));
    }

    [Test]
    public void An_encoder_with_projections_cannot_begin_a_decoder()
    {
        var encoder = new ProjectedEncoder();
        var options = new DecoderOptions { Cell = CellKind.Lstm, Classes = 5 };
        Func<Decoder>[] decoders =
        [
            () => new RecurrentDecoder(_store, "a", options, encoder),
            () => new LuongDecoder(_store, "b", options, AttentionKind.General, encoder),
            () => new BahdanauDecoder(_store, "c", options, encoder),
        ];
        foreach (var decoder in decoders)
        {
            Assert.That(decoder, Throws.ArgumentException.With.Message.Contains("have projections cannot begin a decoder: its state is [8],"));
        }
    }

    private static RecurrentLayerOptions Lstm() =>
        new() { Cell = CellKind.Lstm, Inputs = Inputs, Hidden = Hidden };

    private static double[] Doubles(float[] values, int first, int count) =>
        [.. values.AsSpan(first, count).ToArray().Select(value => (double)value)];

    private RecurrentLayer Layer(RecurrentLayerOptions options)
    {
        var layer = new RecurrentLayer(_store, "", "l0", options);
        _store.Allocate();
        foreach (var (parameter, seed) in _store.Parameters.Select((parameter, i) => (parameter, 20 + (ulong)i)))
        {
            parameter.SetValue(DifferenceCheck.Numbers(parameter.Shape.Count, seed));
        }
        return layer;
    }

    // Gers and Schmidhuber 2000; Sak, Senior and Beaufays 2014; gates i, f, c̃, o, peepholes i, f, o.
    private (double[] Hidden, double[] Cell) Step(RecurrentLayerOptions options, int direction, double[] x, double[] h, double[] c)
    {
        var (w, u, b) = (Of("weight_ih"), Of("weight_hh"), Of("bias"));
        var p = options.HasPeepholes ? Of("peephole") : new float[3 * Hidden];
        var cell = Units(j => Logistic(Gate(1, j) + p[Hidden + j] * c[j]) * c[j] + Logistic(Gate(0, j) + p[j] * c[j]) * Math.Tanh(Gate(2, j)));
        var wide = Units(j => Logistic(Gate(3, j) + p[2 * Hidden + j] * cell[j]) * Math.Tanh(cell[j]));
        if (options.Projection == 0)
        {
            return (wide, cell);
        }
        var r = Of("weight_hr"); // [H, P]
        return ([.. Enumerable.Range(0, options.Projection).Select(k => wide.Select((value, j) => value * r[j * options.Projection + k]).Sum())], cell);

        double Gate(int gate, int unit) => Sum(x, w, gate, unit) + Sum(h, u, gate, unit) + b[gate * Hidden + unit];

        static double Sum(double[] input, float[] weights, int gate, int unit) =>
            input.Select((value, i) => value * weights[(i * 4 + gate) * Hidden + unit]).Sum();

        float[] Of(string name)
        {
            var whole = _store[$"{name}_l0"].Value.ToArray();
            var count = whole.Length / options.Directions;
            return whole[(direction * count)..((direction + 1) * count)];
        }
    }

    private static double[] Units(Func<int, double> unit) => [.. Enumerable.Range(0, Hidden).Select(unit)];

    private static double Logistic(double value) => 1 / (1 + Math.Exp(-value));

    private sealed class ProjectedEncoder : Encoder
    {
        public override int OutputSize => 2;

        public override Shape StateShape(int batch) => new(batch * (2 + Hidden));

        public override EncoderOutput Forward(Tape tape, SourceBatch source, RandomSource? random = null) =>
            throw new NotSupportedException();
    }
}
