using NUnit.Framework;

namespace NativeRnn.Tests.Tensors;

/// <summary>Every operation of the tape against finite differences.</summary>
[Category("Numerics")]
internal sealed class TapeGradientTests
{
    private const ulong UpstreamSeed = 21;

    private static readonly int[] _ids = [3, 0, 3, 1, 4, 2];

    private Engine _engine = null!;
    private ParameterStore _store = null!;
    private Tape _tape = null!;

    [SetUp]
    public void Create()
    {
        _engine = Engine.Cpu();
        _store = new ParameterStore(_engine);
        _tape = new Tape(_engine);
    }

    [TearDown]
    public void Dispose()
    {
        _tape.Dispose();
        _store.Dispose();
        _engine.Dispose();
    }

    [TestCase(true)]
    [TestCase(false)]
    public void Linear_layer(bool hasBias)
    {
        var layer = new Linear(_store, "linear", 5, 7, hasBias);
        Check([new Shape(2, 3, 5)], inputs => layer.Forward(_tape, inputs[0]));
    }

    [Test]
    public void Embedding_adds_up_rows_that_occur_twice()
    {
        var layer = new Embedding(_store, "embedding", 5, 4);
        Check([], _ => layer.Forward(_tape, _ids, 3, 2));
    }

    [Test]
    public void Dropout_passes_its_gradient_through_the_same_mask() =>
        Check([new Shape(40, 3)], inputs => Dropout.Forward(_tape, inputs[0], 0.4f, new RandomSource(5)));

    [TestCase(CellKind.RnnTanh)]
    [TestCase(CellKind.GruResetBefore)]
    [TestCase(CellKind.GruResetAfter)]
    [TestCase(CellKind.Lstm)]
    public void Recurrent_layer(CellKind cell)
    {
        var layer = new RecurrentLayer(_store, "rnn.", "l0", new RecurrentLayerOptions
        {
            Cell = cell,
            Inputs = 4,
            Hidden = 5,
            Direction = Direction.Both,
        });
        Check([new Shape(3, 2, 4), layer.StateShape(2)], inputs => layer.Forward(_tape, inputs[0], inputs[1]).Output);
    }

    [Test]
    public void A_stack_with_dropout_between_its_layers()
    {
        var network = new RecurrentNetwork(_store, "rnn", new RecurrentNetworkOptions
        {
            Layer = new RecurrentLayerOptions { Cell = CellKind.Lstm, Inputs = 4, Hidden = 6 },
            Layers = 3,
            Dropout = 0.3f,
        });
        using var state = network.CreateState(2);
        Check([new Shape(3, 2, 4)], inputs => network.Forward(_tape, inputs[0], state, new RandomSource(8)));
    }

    [TestCase(false)]
    [TestCase(true)]
    public void A_bidirectional_stack_over_sequences_of_different_lengths(bool ofFinalState)
    {
        int[] lengths = [2, 5, 0, 3];
        var network = new RecurrentNetwork(_store, "rnn", new RecurrentNetworkOptions
        {
            Layer = new RecurrentLayerOptions
            {
                Cell = CellKind.Lstm,
                Inputs = 4,
                Hidden = 5,
                Direction = Direction.Both,
            },
            Layers = 2,
        });
        var state = network.Layers[0].StateShape(lengths.Length);
        Check([new Shape(5, lengths.Length, 4), state, state], inputs =>
        {
            var final = new Variable[2];
            var output = network.Forward(_tape, inputs[0], inputs.AsSpan(1), final, lengths: lengths);
            return ofFinalState ? final[1] : output;
        });
    }

    [Test]
    public void Addition_and_a_variable_that_is_used_twice()
    {
        var first = new Linear(_store, "first", 4, 4);
        var second = new Linear(_store, "second", 4, 4);
        Check([new Shape(3, 4)], inputs =>
        {
            var hidden = first.Forward(_tape, inputs[0]);
            return Addition.Forward(_tape, second.Forward(_tape, hidden), hidden);
        });
    }

    [Test]
    public void Cross_entropy_ignores_masked_targets()
    {
        int[] targets = [2, 0, 1, 0, 2];
        var point = DifferenceCheck.Numbers(5 * 3, 3);
        var logits = Input(point, new Shape(5, 3));
        CrossEntropy.Forward(_tape, logits, targets, ignored: 0);
        _tape.Backward();
        var gradient = logits.Gradient.ToArray();
        Assert.That(gradient.Take(6).Skip(3), Is.All.Zero, "a masked row has no gradient");
        DifferenceCheck.Expect(point, gradient, moved =>
        {
            using var tape = new Tape(_engine, isTraining: false);
            return CrossEntropy.Forward(tape, tape.Constant(moved, new Shape(5, 3)), targets, ignored: 0).Mean;
        }, "logits");
    }

    [Test]
    public void Backward_on_an_inference_tape_says_what_to_do()
    {
        using var tape = new Tape(_engine, isTraining: false);
        Assert.That(tape.Backward, Throws.InvalidOperationException.With.Message.Contains("isTraining: true"));
    }

    private Variable Input(float[] values, Shape shape) => _tape.Input(_tape.Constant(values, shape).Value);

    private Tensor Upstream(Shape shape) =>
        _tape.Constant(DifferenceCheck.Numbers(shape.Count, UpstreamSeed), shape).Value;

    // The gradients of <output, fixed numbers> with respect to inputs and parameters.
    private void Check(Shape[] shapes, Func<Variable[], Variable> forward)
    {
        if (_store.Parameters.Count > 0)
        {
            _store.Allocate();
            _store.Initialize(Initializer.XavierUniform, new RandomSource(1));
        }
        var points = shapes.Select((shape, i) => DifferenceCheck.Numbers(shape.Count, 10 + (ulong)i)).ToArray();
        var inputs = Run(shapes, points, forward, out var output);
        _tape.AddGradient(output, Upstream(output.Shape));
        _tape.Backward();
        var inputGradients = inputs.Select(input => input.Gradient.ToArray()).ToArray();
        var parameterGradients = _store.Parameters.Count > 0 ? _store.Gradients.ToArray() : [];

        double Objective(int variable, float[] moved)
        {
            var all = points.Select((point, i) => i == variable ? moved : point).ToArray();
            Run(shapes, all, forward, out var result);
            return DifferenceCheck.Dot(result.Value.ToArray(), DifferenceCheck.Numbers(result.Shape.Count, UpstreamSeed));
        }

        for (var i = 0; i < points.Length; i++)
        {
            DifferenceCheck.Expect(points[i], inputGradients[i], moved => Objective(i, moved), $"input {i}");
        }
        if (parameterGradients.Length > 0)
        {
            DifferenceCheck.Expect(_store.Values.ToArray(), parameterGradients, moved =>
            {
                _store.Values.CopyFrom(moved);
                _store.MarkChanged();
                return Objective(-1, []);
            }, "parameters");
        }
    }

    private Variable[] Run(Shape[] shapes, float[][] points, Func<Variable[], Variable> forward, out Variable output)
    {
        _tape.Reset();
        var inputs = shapes.Select((shape, i) => Input(points[i], shape)).ToArray();
        output = forward(inputs);
        return inputs;
    }
}
