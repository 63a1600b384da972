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
