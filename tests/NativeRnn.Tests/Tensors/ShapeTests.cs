using NUnit.Framework;

namespace NativeRnn.Tests.Tensors;

internal sealed class ShapeTests
{
    [Test]
    public void A_shape_knows_its_axes_and_their_product()
    {
        var shape = new Shape(35, 32, 28);
        Assert.That(shape.Rank, Is.EqualTo(3));
        Assert.That(shape.Count, Is.EqualTo(35 * 32 * 28));
        Assert.That(shape.Last, Is.EqualTo(28));
        Assert.That(shape.ToString(), Is.EqualTo("[35, 32, 28]"));
    }

    [Test]
    public void Shapes_are_equal_by_their_lengths()
    {
        var shape = new Shape(2, 3);
        Assert.That(new Shape(2, 3), Is.EqualTo(shape));
        Assert.That(new Shape(3, 2), Is.Not.EqualTo(shape));
        Assert.That(new Shape(6), Is.Not.EqualTo(shape));
    }

    [Test]
    public void Lengths_below_one_and_too_many_axes_are_refused()
    {
        Assert.That(() => new Shape(2, 0), Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(() => new Shape(1, 1, 1, 1, 1, 1), Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(() => new Shape(2, 3)[2], Throws.TypeOf<ArgumentOutOfRangeException>());
    }

    [Test]
    public void A_tensor_takes_another_shape_of_the_same_product_only()
    {
        using var engine = Engine.Cpu(1);
        using var arena = new StepArena(engine);
        var tensor = arena.Take(new Shape(2, 6));
        Assert.That(tensor.Reshape(new Shape(3, 4)).Shape, Is.EqualTo(new Shape(3, 4)));
        Assert.That(() => tensor.Reshape(new Shape(5)), Throws.ArgumentException.With.Message.Contains("[2, 6]"));
        Assert.That(() => tensor.CopyFrom(new float[11]), Throws.ArgumentException.With.Message.Contains("11 numbers"));
    }
}
