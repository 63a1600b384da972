using NUnit.Framework;

namespace NativeRnn.Tests.Tensors;

/// <summary>Every operation of the tape against finite differences.</summary>
[Category("Numerics")]
internal sealed class TapeGradientTests
{
    private const ulong UpstreamSeed = 21;

    private static readonly int[] _ids = [3, 0, 3, 1, 4, 2];
    private static readonly int[] _lengths = [3, 0, 5];
    private static readonly int[] _sentences = [2, 0, 2, 1];

    private Engine _engine = null!;
    private ParameterStore _store = null!;
    private Tape _tape = null!;

    [SetUp]
    public void Create()
    {
        _engine = Engine.Open(EngineChoice.Default);
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

    [Test]
    public void Locked_dropout_passes_its_gradient_through_the_same_mask() => Check(
        [new Shape(6, 3, 7)],
        inputs => Dropout.Forward(_tape, inputs[0], 0.4f, new RandomSource(5), DropoutKind.Locked));

    [Test]
    public void Layer_normalisation()
    {
        var layer = new LayerNorm(_store, "norm", 7);
        Check([new Shape(2, 3, 7)], inputs => layer.Forward(_tape, inputs[0]));
    }

    [Test]
    public void Layer_normalisation_of_sequences_of_different_lengths()
    {
        var layer = new LayerNorm(_store, "norm", 7);
        var linear = new Linear(_store, "linear", 7, 7);
        Check([new Shape(5, 3, 7)], inputs => layer.Forward(
            _tape, Reshape.Forward(_tape, linear.Forward(_tape, inputs[0]), new Shape(5, 3, 7)), _lengths));
    }

    [TestCase(BidirectionalMerge.Concatenation)]
    [TestCase(BidirectionalMerge.Sum)]
    public void A_stack_with_everything_over_sequences_of_different_lengths(BidirectionalMerge merge)
    {
        var network = new RecurrentNetwork(_store, "rnn", new RecurrentNetworkOptions
        {
            Layer = new RecurrentLayerOptions
            {
                Cell = CellKind.Lstm,
                Inputs = 4,
                Hidden = 6,
                Direction = Direction.Both,
                Merge = merge,
            },
            Layers = 3,
            Dropout = 0.3f,
            DropoutKind = DropoutKind.Locked,
            RecurrentDropout = 0.3f,
            IsResidual = true,
            HasLayerNorm = true,
            LearnsState = true,
        });
        using var state = network.CreateState(_lengths.Length);
        Check(
            [new Shape(5, _lengths.Length, 4)],
            inputs => network.Forward(_tape, inputs[0], state, new RandomSource(8), _lengths));
    }

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

    [TestCase(CellKind.GruResetBefore, Bias.Single)]
    [TestCase(CellKind.GruResetAfter, Bias.Pair)]
    [TestCase(CellKind.Lstm, Bias.None)]
    public void A_stack_with_recurrent_weights_dropped(CellKind cell, Bias bias)
    {
        var network = new RecurrentNetwork(_store, "rnn", new RecurrentNetworkOptions
        {
            Layer = new RecurrentLayerOptions
            {
                Cell = cell,
                Inputs = 4,
                Hidden = 6,
                Bias = bias,
                Direction = Direction.Both,
            },
            Layers = 2,
            RecurrentDropout = 0.5f,
        });
        using var state = network.CreateState(2);
        Check([new Shape(4, 2, 4)], inputs => network.Forward(_tape, inputs[0], state, new RandomSource(8)));
    }

    [Test]
    public void Dropped_weights_that_several_calls_of_a_step_share()
    {
        var layer = new RecurrentLayer(
            _store, "rnn.", "l0", new RecurrentLayerOptions { Cell = CellKind.Lstm, Inputs = 5, Hidden = 5 });
        Check([new Shape(3, 2, 5), layer.StateShape(2)], inputs =>
        {
            var weights = layer.DropWeights(_tape, 0.4f, new RandomSource(6));
            var (output, state) = layer.Forward(_tape, inputs[0], inputs[1], weights: weights);
            return layer.Forward(_tape, output, state, weights: weights).Output;
        });
    }

    [TestCase(CellKind.RnnTanh)]
    [TestCase(CellKind.Lstm)]
    public void A_stack_of_layers_that_differ_in_size(CellKind cell)
    {
        var network = new RecurrentNetwork(_store, "rnn", new RecurrentNetworkOptions
        {
            Layer = new RecurrentLayerOptions { Cell = cell, Inputs = 4, Hidden = 9, Direction = Direction.Both },
            Layers = 3,
            HiddenSizes = [7, 3, 5],
        });
        Check([new Shape(3, 2, 4), network.StateShape(2)], inputs =>
        {
            var (output, state) = network.Forward(_tape, inputs[0], inputs[1]);
            return Stack.Forward(_tape, [output, state], new Shape((int)(output.Shape.Count + state.Shape.Count)));
        });
    }

    [Test]
    public void A_residual_stack()
    {
        var network = new RecurrentNetwork(_store, "rnn", new RecurrentNetworkOptions
        {
            Layer = new RecurrentLayerOptions { Cell = CellKind.GruResetAfter, Inputs = 4, Hidden = 6 },
            Layers = 3,
            Dropout = 0.3f,
            IsResidual = true,
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

    [TestCase(AttentionKind.Dot)]
    [TestCase(AttentionKind.General)]
    [TestCase(AttentionKind.Additive)]
    public void Attention_over_sentences_of_several_lengths(AttentionKind kind)
    {
        var layer = AttentionLayer(kind);
        Check(
            [new Shape(2, 3, 4), new Shape(5, 3, 4)],
            inputs => layer.Forward(_tape, inputs[0], layer.Keys(_tape, inputs[1]), inputs[1], _lengths).Context);
    }

    [TestCase(AttentionKind.Dot)]
    [TestCase(AttentionKind.Additive)]
    public void Attention_step_by_step_with_rows_of_chosen_sentences(AttentionKind kind)
    {
        var layer = AttentionLayer(kind);
        Check([new Shape(4, 4), new Shape(5, 3, 4)], inputs =>
        {
            var keys = layer.Keys(_tape, inputs[1]);
            var first = layer.Forward(_tape, inputs[0], keys, inputs[1], _lengths, _sentences).Context;
            var second = layer.Forward(_tape, first, keys, inputs[1], _lengths, _sentences).Context;
            return Stack.Forward(_tape, [first, second], new Shape(2, 4, 4));
        });
    }

    [TestCase(AttentionKind.General)]
    [TestCase(AttentionKind.Additive)]
    public void Attention_of_a_sequence_over_itself(AttentionKind kind)
    {
        var layer = AttentionLayer(kind);
        Check(
            [new Shape(5, 3, 4)],
            inputs => layer.Forward(_tape, inputs[0], layer.Keys(_tape, inputs[0]), inputs[0]).Context);
    }

    [Test]
    public void Dot_attention_whose_query_keys_and_memory_are_one_variable()
    {
        var layer = AttentionLayer(AttentionKind.Dot);
        Check([new Shape(5, 3, 4)], inputs => layer.Forward(_tape, inputs[0], inputs[0], inputs[0]).Context);
    }

    [TestCase(AttentionKind.Dot)]
    [TestCase(AttentionKind.Additive)]
    public void Attention_over_a_memory_that_is_not_learnt(AttentionKind kind)
    {
        var layer = AttentionLayer(kind);
        var memory = DifferenceCheck.Numbers(5 * 3 * 4, 5);
        Check([new Shape(3, 4)], inputs =>
        {
            var source = _tape.Constant(memory, new Shape(5, 3, 4));
            return layer.Forward(_tape, inputs[0], layer.Keys(_tape, source), source, _lengths).Context;
        });
    }

    [Test]
    public void Concatenation_with_a_repeated_context() => Check(
        [new Shape(3, 2, 4), new Shape(2, 5)], inputs => Concatenation.Forward(_tape, inputs[0], inputs[1]));

    [Test]
    public void Hyperbolic_tangent() => Check([new Shape(7, 9)], inputs => Activation.Tanh(_tape, inputs[0]));

    [Test]
    public void A_sequence_cut_into_steps_and_stacked_again()
    {
        var layer = new Linear(_store, "linear", 4, 4);
        Check([new Shape(3, 2, 4)], inputs =>
        {
            var state = Slice.Forward(_tape, inputs[0], 0, new Shape(2, 4));
            var steps = new Variable[3];
            for (var step = 0; step < steps.Length; step++)
            {
                var input = Slice.Forward(_tape, inputs[0], step * 8, new Shape(2, 4));
                state = Activation.Tanh(_tape, Addition.Forward(_tape, layer.Forward(_tape, state), input));
                steps[step] = state;
            }
            return Addition.Forward(_tape, Stack.Forward(_tape, steps, new Shape(3, 2, 4)), inputs[0]);
        });
    }

    [TestCase(true)]
    [TestCase(false)]
    public void Output_layer_tied_to_the_embedding(bool hasBias)
    {
        var table = new Embedding(_store, "embedding", 5, 4);
        var layer = Linear.Tied(_store, "linear", table, hasBias);
        Check([new Shape(3, 2, 4)], inputs => layer.Forward(
            _tape, Addition.Forward(_tape, table.Forward(_tape, _ids, 3, 2), inputs[0])));
    }

    [Test]
    public void Smoothed_cross_entropy()
    {
        const float Smoothing = 0.3f;
        int[] targets = [2, 0, 1, 0, 2];
        var point = DifferenceCheck.Numbers(5 * 3, 3);
        var logits = Input(point, new Shape(5, 3));
        CrossEntropy.Forward(_tape, logits, targets, ignored: 0, Smoothing);
        _tape.Backward();
        DifferenceCheck.Expect(
            point, logits.Gradient.ToArray(), moved => SmoothedLoss(moved, targets, ignored: 0, Smoothing), "logits");
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

    private Attention AttentionLayer(AttentionKind kind) => new(_store, "attention", new AttentionOptions
    {
        Kind = kind,
        QuerySize = 4,
        MemorySize = 4,
        HiddenSize = 7,
    });

    // The mean over valid rows of Σ target distribution · −ln p, three classes.
    private static double SmoothedLoss(float[] logits, int[] targets, int ignored, double smoothing)
    {
        const int Classes = 3;
        double total = 0;
        for (var row = 0; row < targets.Length; row++)
        {
            var scores = logits.Skip(row * Classes).Take(Classes).Select(score => (double)score).ToArray();
            var logSum = Math.Log(scores.Sum(Math.Exp));
            var even = scores.Sum(score => logSum - score) / Classes;
            total += targets[row] == ignored ? 0 : (1 - smoothing) * (logSum - scores[targets[row]]) + smoothing * even;
        }
        return total / targets.Count(target => target != ignored);
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
