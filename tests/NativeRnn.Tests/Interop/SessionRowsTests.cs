using NUnit.Framework;

namespace NativeRnn.Tests.Interop;

/// <summary>The shapes that the session's row operations hand to native code.</summary>
internal sealed class SessionRowsTests
{
    private Engine _engine = null!;
    private StepArena _arena = null!;
    private Session _session = null!;

    [SetUp]
    public void Create()
    {
        _engine = Engine.Cpu(threads: 1);
        _arena = new StepArena(_engine);
        _session = new Session(_engine);
    }

    [TearDown]
    public void Dispose()
    {
        _session.Dispose();
        _arena.Dispose();
        _engine.Dispose();
    }

    [Test]
    public void Sums_of_groups_take_the_rows_of_each()
    {
        var source = Filled([1, 2, 10, 20, 100, 200, 3, 4, 30, 40, 300, 400], new Shape(2, 1, 3, 2)); // [S, D, N, H]
        var target = Filled([1000, 2000, 3000, 4000], new Shape(2, 1, 1, 2));
        _session.SumGroups(source, target, groups: 2);
        Assert.That(target.ToArray(), Is.EqualTo([1111f, 2222, 3333, 4444]));
    }

    [Test]
    public void Folded_columns_add_up_and_go_back_to_every_part()
    {
        var input = Filled([1, 2, 10, 20, 3, 4, 30, 40], new Shape(2, 1, 4));
        var output = Filled([9, 9, 9, 9], new Shape(2, 1, 2));
        _session.FoldColumns(input, output, parts: 2);
        Assert.That(output.ToArray(), Is.EqualTo([11f, 22, 33, 44]));
        _session.RepeatColumns(output, input, parts: 2);
        Assert.That(input.ToArray(), Is.EqualTo([11f, 22, 11, 22, 33, 44, 33, 44]));
    }

    [Test]
    public void Layer_normalisation_leaves_statistics_that_its_backward_pass_reads()
    {
        var input = Filled([-1, 1, 4, 8], new Shape(2, 1, 2)); // mean 0 and 6, variance 1 and 4
        var parameters = new LayerNormParameters(
            Filled([2, 3], new Shape(2)), Filled([10, 20], new Shape(2)), Epsilon: 1e-12f);
        var (output, statistics) = (_arena.Take(input.Shape), _arena.Take(new Shape(2, 2)));
        _session.LayerNorm(input, parameters, output, statistics);
        Assert.That(output.ToArray(), Is.EqualTo([8f, 23, 8, 23]));
        Assert.That(statistics.ToArray(), Is.EqualTo([0, 1, 6, 0.5f]));

        var gradients = new LayerNormGradients(
            default, Filled([100, 100], new Shape(2)), Filled([200, 200], new Shape(2)));
        _session.LayerNormBackward(input, parameters, statistics, Filled([1, 2, 3, 4], input.Shape), gradients);
        Assert.That(gradients.Gain.ToArray(), Is.EqualTo([96f, 106]));
        Assert.That(gradients.Shift.ToArray(), Is.EqualTo([204f, 206]));
    }

    [Test]
    public void A_dropout_period_gives_every_step_the_same_mask()
    {
        var input = Filled([.. Enumerable.Repeat(1f, 3 * 50)], new Shape(3, 5, 10));
        var output = _arena.Take(input.Shape);
        _session.Dropout(input, output, 0.5f, new DropoutMask(Seed: 7, Block: 3, Count: 50));
        var values = output.ToArray();
        Assert.That(values[..50], Has.Some.Zero.And.Some.EqualTo(2f));
        Assert.That(values[50..100], Is.EqualTo(values[..50]));
        Assert.That(values[100..], Is.EqualTo(values[..50]));
    }

    private Tensor Filled(float[] values, Shape shape)
    {
        var tensor = _arena.Take(shape);
        tensor.CopyFrom(values);
        return tensor;
    }
}
