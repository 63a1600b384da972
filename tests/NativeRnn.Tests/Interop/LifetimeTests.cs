using NUnit.Framework;

namespace NativeRnn.Tests.Interop;

internal sealed class LifetimeTests
{
    [Test]
    public void Children_outlive_a_parent_that_was_disposed_first()
    {
        var engine = Engine.Cpu(1);
        using var store = new ParameterStore(engine);
        var layer = new Linear(store, "linear", 2, 3);
        store.Allocate();
        using var tape = new Tape(engine);
        engine.Dispose();
        layer.Weight.SetValue([1, 2, 3, 4, 5, 6]);
        var output = layer.Forward(tape, tape.Constant([1f, 1f], new Shape(1, 2)));
        Assert.That(output.Value.ToArray(), Is.EqualTo(new float[] { 5, 7, 9 }));
    }

    [Test]
    public void Disposing_twice_does_no_harm()
    {
        var engine = Engine.Cpu(1);
        var tape = new Tape(engine);
        tape.Dispose();
        tape.Dispose();
        engine.Dispose();
        engine.Dispose();
        Assert.That(() => engine.ReadCounters(), Throws.TypeOf<ObjectDisposedException>());
    }

    [Test]
    public void What_nobody_refers_to_any_more_is_freed_without_disposing()
    {
        using var engine = Engine.Cpu(1);
        LeaveBehind(engine);
        for (var i = 0; i < 20 && engine.ReadCounters().LiveBytes > 0; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }
        var counters = engine.ReadCounters();
        Assert.That(counters.LiveBytes, Is.Zero);
        Assert.That(counters.LiveLayers, Is.Zero);
        Assert.That(counters.LiveSessions, Is.Zero);
    }

    [Test]
    public void A_tape_made_on_one_thread_runs_on_another()
    {
        using var engine = Engine.Cpu(2);
        using var store = new ParameterStore(engine);
        var layer = new RecurrentLayer(store, "", "l0", new RecurrentLayerOptions
        {
            Cell = CellKind.Lstm,
            Inputs = 8,
            Hidden = 16,
        });
        store.Allocate();
        store.Initialize(Initializer.XavierUniform, new RandomSource(1));
        using var tape = new Tape(engine);
        var here = Run(layer, tape);
        float[]? there = null;
        var thread = new Thread(() => there = Run(layer, tape));
        thread.Start();
        thread.Join();
        Assert.That(there, Is.EqualTo(here));
    }

    [Test]
    public void One_tape_on_two_threads_at_once_is_refused_by_a_clear_sentence()
    {
        using var engine = Engine.Cpu(1);
        using var tape = new Tape(engine);
        var tensor = tape.Take(new Shape(50_000_000));
        using var started = new ManualResetEventSlim();
        var busy = new Thread(() =>
        {
            started.Set();
            for (var i = 0; i < 40; i++)
            {
                try
                {
                    tape.Session.Fill(tensor, i);
                }
                catch (InvalidOperationException)
                {
                    // This thread may be the one that comes second.
                }
            }
        });
        busy.Start();
        started.Wait();
        Assert.That(
            () =>
            {
                while (busy.IsAlive)
                {
                    tape.Session.Fill(tensor, 1);
                }
                Assert.Ignore("NOT CHECKED: the two threads never met.");
            },
            Throws.InvalidOperationException.With.Message.Contains("give each thread its own"));
        busy.Join();
    }

    [Test]
    public void An_engine_that_is_not_there_is_refused_with_a_list_of_those_that_are()
    {
        Assert.That(
            () => Engine.Gpu(7),
            Throws.TypeOf<NativeRnnException>().With.Message.Contains("CPU").And.Property("Code").EqualTo(NativeErrorCode.NoEngine));
        Assert.That(() => Engine.Cpu(-1), Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(() => Engine.Cpu(Engine.MaxThreads + 1), Throws.TypeOf<ArgumentOutOfRangeException>());
    }

    [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
    private static void LeaveBehind(Engine engine)
    {
        var store = new ParameterStore(engine);
        var layer = new RecurrentLayer(store, "", "l0", new RecurrentLayerOptions
        {
            Cell = CellKind.Lstm,
            Inputs = 8,
            Hidden = 16,
        });
        store.Allocate();
        Assert.That(Run(layer, new Tape(engine)), Has.Length.EqualTo(3 * 2 * 16));
    }

    private static float[] Run(RecurrentLayer layer, Tape tape)
    {
        tape.Reset();
        var input = tape.Constant(Tensors.DifferenceCheck.Numbers(3 * 2 * 8, 4), new Shape(3, 2, 8));
        var state = tape.Constant(new float[2 * 2 * 16], layer.StateShape(2));
        return layer.Forward(tape, input, state).Output.Value.ToArray();
    }
}
