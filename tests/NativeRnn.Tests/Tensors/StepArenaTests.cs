using NUnit.Framework;

namespace NativeRnn.Tests.Tensors;

internal sealed class StepArenaTests
{
    [Test]
    public void Tensors_taken_between_resets_do_not_overlap()
    {
        using var engine = Engine.Cpu(1);
        using var arena = new StepArena(engine);
        var first = arena.Take(new Shape(3));
        var second = arena.Take(new Shape(5));
        first.CopyFrom([1, 2, 3]);
        second.CopyFrom([4, 5, 6, 7, 8]);
        Assert.That(first.ToArray(), Is.EqualTo(new float[] { 1, 2, 3 }));
        Assert.That(second.ToArray(), Is.EqualTo(new float[] { 4, 5, 6, 7, 8 }));
    }

    [Test]
    public void After_a_reset_the_same_step_fits_into_one_block_without_allocating()
    {
        using var engine = Engine.Cpu(1);
        using var arena = new StepArena(engine);
        TakeALot(arena);
        arena.Reset();
        TakeALot(arena);
        var before = engine.ReadCounters();
        for (var step = 0; step < 10; step++)
        {
            arena.Reset();
            TakeALot(arena);
        }
        var after = engine.ReadCounters();
        Assert.That(after.Allocations, Is.EqualTo(before.Allocations));
        Assert.That(after.LiveBuffers, Is.EqualTo(1));
        Assert.That(arena.CapacityInBytes, Is.EqualTo(after.LiveBytes));
    }

    [Test]
    public void What_is_given_back_is_taken_again_before_the_reset_and_whole_after_it()
    {
        using var engine = Engine.Cpu(1);
        using var arena = new StepArena(engine);
        var large = arena.Take(new Shape(64));
        arena.GiveBack(large);
        var first = arena.Take(new Shape(3));
        var second = arena.Take(new Shape(32));
        var third = arena.Take(new Shape(1));
        first.CopyFrom([1, 2, 3]);
        second.CopyFrom(new float[32]);
        third.CopyFrom([4]);
        Assert.That(first.Offset, Is.EqualTo(large.Offset));
        Assert.That(second.Offset, Is.EqualTo(large.Offset + 32));
        Assert.That(third.Offset, Is.GreaterThanOrEqualTo(large.Offset + 64), "no more than was given back");
        Assert.That(first.ToArray(), Is.EqualTo(new float[] { 1, 2, 3 }));
        arena.Reset();
        Assert.That(arena.Take(new Shape(64)).Offset, Is.Zero);
        Assert.That(arena.Take(new Shape(3)).Offset, Is.EqualTo(64), "nothing is given back any more");
    }

    [Test]
    public void A_disposed_arena_holds_nothing()
    {
        using var engine = Engine.Cpu(1);
        var arena = new StepArena(engine);
        TakeALot(arena);
        arena.Dispose();
        Assert.That(engine.ReadCounters().LiveBytes, Is.Zero);
    }

    private static void TakeALot(StepArena arena)
    {
        for (var i = 0; i < 20; i++)
        {
            _ = arena.Take(new Shape(1 << 15));
        }
    }
}
