using NUnit.Framework;

namespace NativeRnn.Tests.Layers;

/// <summary>Concatenation, slices, stacks, and what of them is refused.</summary>
internal sealed class RearrangementTests
{
    private Engine _engine = null!;
    private Tape _tape = null!;

    [SetUp]
    public void Create()
    {
        _engine = Engine.Open(EngineChoice.Default);
        _tape = new Tape(_engine);
    }

    [TearDown]
    public void Dispose()
    {
        _tape.Dispose();
        _engine.Dispose();
    }

    [Test]
    public void Concatenation_repeats_a_context_over_time()
    {
        var inputs = Constant([1, 2, 3, 4], new Shape(2, 2, 1)); // [T, N, A]
        var context = Constant([10, 11, 20, 21], new Shape(2, 2)); // [N, B]
        var output = Concatenation.Forward(_tape, inputs, context);
        Assert.That(output.Shape, Is.EqualTo(new Shape(4, 3)));
        Assert.That(output.Value.ToArray(), Is.EqualTo([1f, 10, 11, 2, 20, 21, 3, 10, 11, 4, 20, 21]));
    }

    [Test]
    public void Concatenation_takes_rows_by_index_in_inference()
    {
        using var tape = new Tape(_engine, isTraining: false);
        var left = tape.Constant([1, 2, 3], new Shape(3, 1));
        var right = tape.Constant([10, 20], new Shape(2, 1));
        var output = Concatenation.Forward(tape, left, right, new[] { 1, 1, 0 });
        Assert.That(output.Value.ToArray(), Is.EqualTo([1f, 20, 2, 20, 3, 10]));
        Assert.That(
            () => Concatenation.Forward(tape, left, right, new[] { 1, 2, 0 }),
            Throws.InstanceOf<ArgumentOutOfRangeException>().With.Property("ParamName").EqualTo("rows"));
        Assert.That(
            () => Concatenation.Forward(tape, left, right),
            Throws.ArgumentException.With.Message.Contains("3 rows are no multiple of 2"));
    }

    [Test]
    public void Concatenation_by_index_is_refused_in_training() => Assert.That(
        () => Concatenation.Forward(
            _tape, Constant([1], new Shape(1, 1)), Constant([2], new Shape(1, 1)), new[] { 0 }),
        Throws.ArgumentException.With.Message.Contains("inference"));

    [Test]
    public void A_slice_shares_its_inputs_memory()
    {
        var input = Constant([0, 1, 2, 3, 4, 5], new Shape(3, 2));
        var slice = Slice.Forward(_tape, input, 2, new Shape(1, 2));
        input.Value.CopyFrom([9, 9, 7, 8, 9, 9]);
        Assert.That(slice.Value.ToArray(), Is.EqualTo([7f, 8]));
    }

    [TestCase(-1)]
    [TestCase(4)]
    [TestCase(long.MaxValue)]
    public void A_slice_outside_its_input_is_refused(long offset) => Assert.That(
        () => Slice.Forward(_tape, Constant(new float[6], new Shape(6)), offset, new Shape(3)),
        Throws.InstanceOf<ArgumentOutOfRangeException>().With.Property("ParamName").EqualTo("offset"));

    [Test]
    public void Slices_and_other_uses_of_a_variable_sum_their_gradients()
    {
        var input = _tape.Input(Constant([1, 2, 3, 4], new Shape(4)).Value);
        var first = Slice.Forward(_tape, input, 0, new Shape(3));
        var second = Slice.Forward(_tape, input, 1, new Shape(3));
        var whole = Addition.Forward(_tape, input, input);
        _tape.AddGradient(first, Constant([1, 1, 1], new Shape(3)).Value);
        _tape.AddGradient(second, Constant([10, 20, 30], new Shape(3)).Value);
        _tape.AddGradient(whole, Constant([100, 200, 300, 400], new Shape(4)).Value);
        _tape.Backward();
        Assert.That(input.Gradient.ToArray(), Is.EqualTo([201f, 411, 621, 830]));
    }

    [Test]
    public void A_stack_lays_parts_one_behind_the_other_and_hands_each_its_gradient()
    {
        var first = _tape.Input(Constant([1, 2], new Shape(2)).Value);
        var constant = Constant([3], new Shape(1));
        var last = _tape.Input(Constant([4, 5], new Shape(1, 2)).Value);
        var stack = Stack.Forward(_tape, [first, constant, last, first], new Shape(7, 1));
        Assert.That(stack.Value.ToArray(), Is.EqualTo([1f, 2, 3, 4, 5, 1, 2]));
        _tape.AddGradient(stack, Constant([1, 2, 3, 4, 5, 60, 70], new Shape(7)).Value);
        _tape.Backward();
        Assert.That(first.Gradient.ToArray(), Is.EqualTo([61f, 72]));
        Assert.That(last.Gradient.ToArray(), Is.EqualTo([4f, 5]));
        Assert.That(constant.Gradient.IsEmpty);
    }

    [Test]
    public void Parts_that_do_not_fill_the_stack_are_refused()
    {
        var part = Constant([1, 2], new Shape(2));
        Assert.That(
            () => Stack.Forward(_tape, [part, part], new Shape(5)),
            Throws.ArgumentException.With.Message.Contains("2 parts of 4 numbers do not fill the shape [5]"));
        Assert.That(() => Stack.Forward(_tape, [], default), Throws.ArgumentException);
    }

    [Test]
    public void A_tied_layer_multiplies_by_the_embeddings_table()
    {
        using var store = new ParameterStore(_engine);
        var table = new Embedding(store, "embedding", classes: 3, width: 2);
        var layer = Linear.Tied(store, "output", table, hasBias: true);
        store.Allocate();
        table.Table.SetValue([1, 2, 3, 4, 5, 6]); // [V, E]
        store["output.bias"].SetValue([0.5f, 0, -0.5f]);
        var output = layer.Forward(_tape, Constant([1, 10], new Shape(1, 2)));
        Assert.That(output.Value.ToArray(), Is.EqualTo([21.5f, 43, 64.5f]));
        Assert.That(
            () => layer.Forward(_tape, Constant([1, 2, 3], new Shape(1, 3))),
            Throws.ArgumentException.With.Message.Contains("must be 2 long"));
        using var other = new ParameterStore(_engine);
        Assert.That(
            () => Linear.Tied(other, "output", table),
            Throws.ArgumentException.With.Property("ParamName").EqualTo("table"));
    }

    private Variable Constant(float[] values, Shape shape) => _tape.Constant(values, shape);
}
