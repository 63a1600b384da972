using NUnit.Framework;

namespace NativeRnn.Tests.Data;

public class WindowSamplerTests
{
    /// <summary>One batch; the token ids of the test texts are their positions in the text.</summary>
    private sealed record Window(int[] Inputs, int[] Targets, bool Continues);

    private static int[] Positions(int count) => [.. Enumerable.Range(0, count)];

    private static List<Window> Rest(WindowSampler sampler)
    {
        int size = sampler.Options.Batch * sampler.Options.Steps;
        List<Window> batches = [];
        int[] inputs = new int[size], targets = new int[size];
        while (sampler.TryNext(inputs, targets, out bool continues))
        {
            batches.Add(new Window([.. inputs], [.. targets], continues));
        }

        return batches;
    }

    private static IEnumerable<(int Tokens, WindowOptions Options)> RandomSetups(Sampling sampling, ulong seed)
    {
        RandomSource random = new(seed);
        for (int trial = 0; trial < 200; trial++)
        {
            int batch = 1 + random.Next(5), steps = 1 + random.Next(6);
            int? offset = random.Next(2) == 0 ? null : random.Next(10);
            int needed = (batch * steps) + (offset ?? (steps - 1)) + 1;
            WindowOptions options = new() { Batch = batch, Steps = steps, Offset = offset, Sampling = sampling };
            yield return (needed + random.Next(100), options);
        }
    }

    [Test]
    public void Sequential_batches_of_a_small_text_are_these()
    {
        WindowSampler sampler = new(Positions(16), new WindowOptions { Batch = 2, Steps = 3, Offset = 1 });
        sampler.BeginEpoch(new RandomSource(1));
        List<Window> batches = Rest(sampler);
        Assert.That(sampler.BatchesPerEpoch, Is.EqualTo(2));
        Assert.That(batches, Has.Count.EqualTo(2));
        Assert.That(batches[0].Inputs, Is.EqualTo(new[] { 1, 8, 2, 9, 3, 10 })); // strips of 7 tokens
        Assert.That(batches[0].Targets, Is.EqualTo(new[] { 2, 9, 3, 10, 4, 11 }));
        Assert.That(batches[1].Inputs, Is.EqualTo(new[] { 4, 11, 5, 12, 6, 13 }));
        Assert.That(batches.Select(batch => batch.Continues), Is.EqualTo(new[] { false, true }));
    }

    [TestCase(Sampling.Random)]
    [TestCase(Sampling.Sequential)]
    public void Every_target_is_the_token_after_its_input(Sampling sampling)
    {
        foreach ((int tokens, WindowOptions options) in RandomSetups(sampling, 31))
        {
            WindowSampler sampler = new(Positions(tokens), options);
            sampler.BeginEpoch(new RandomSource((ulong)tokens));
            List<Window> batches = Rest(sampler);
            Assert.That(batches, Has.Count.EqualTo(sampler.BatchesPerEpoch).And.Not.Empty, $"{tokens} {options}");
            foreach (Window batch in batches)
            {
                Assert.That(batch.Targets, Is.EqualTo(batch.Inputs.Select(position => position + 1)));
                AssertRowsAreContiguous(batch, options);
            }
        }
    }

    [Test]
    public void Sequential_batches_continue_every_row_of_the_one_before()
    {
        foreach ((int tokens, WindowOptions options) in RandomSetups(Sampling.Sequential, 32))
        {
            WindowSampler sampler = new(Positions(tokens), options);
            sampler.BeginEpoch(new RandomSource((ulong)tokens));
            List<Window> batches = Rest(sampler);
            Assert.That(batches[0].Continues, Is.False);
            for (int i = 1; i < batches.Count; i++)
            {
                int[] lastTargets = batches[i - 1].Targets[^options.Batch..];
                Assert.That(batches[i].Inputs[..options.Batch], Is.EqualTo(lastTargets), $"{tokens} {options}");
                Assert.That(batches[i].Continues, Is.True);
            }
        }
    }

    [Test]
    public void Random_batches_use_no_window_twice_and_leave_out_less_than_a_batch()
    {
        foreach ((int tokens, WindowOptions options) in RandomSetups(Sampling.Random, 33))
        {
            WindowSampler sampler = new(Positions(tokens), options);
            sampler.BeginEpoch(new RandomSource((ulong)tokens));
            List<Window> batches = Rest(sampler);
            int offset = sampler.Capture().Offset;
            int[] starts = [.. batches.SelectMany(batch => batch.Inputs[..options.Batch])];
            Assert.That(starts, Is.Unique, $"{tokens} {options}");
            Assert.That(starts.Select(start => (start - offset) % options.Steps), Is.All.Zero);
            Assert.That(((tokens - offset - 1) / options.Steps) - starts.Length, Is.InRange(0, options.Batch - 1));
            Assert.That(batches.Select(batch => batch.Continues), Is.All.False);
        }
    }

    [Test]
    public void Windows_that_fill_all_batches_are_each_used_once_an_epoch_in_changing_order()
    {
        WindowOptions options = new() { Batch = 4, Steps = 5, Offset = 0, Sampling = Sampling.Random };
        WindowSampler sampler = new(Positions(201), options);
        RandomSource random = new(34);
        List<int[]> orders = [];
        for (int epoch = 0; epoch < 3; epoch++)
        {
            sampler.BeginEpoch(random);
            int[] starts = [.. Rest(sampler).SelectMany(batch => batch.Inputs[..4])];
            Assert.That(starts.Order(), Is.EqualTo(Enumerable.Range(0, 40).Select(window => window * 5)));
            orders.Add(starts);
        }

        Assert.That(orders[0], Is.Not.EqualTo(orders[1]).And.Not.EqualTo(orders[2]));
    }

    [TestCase(Sampling.Random)]
    [TestCase(Sampling.Sequential)]
    public void Offsets_are_drawn_below_the_steps_and_all_occur(Sampling sampling)
    {
        WindowSampler sampler = new(Positions(50), new WindowOptions { Batch = 2, Steps = 7, Sampling = sampling });
        RandomSource random = new(35);
        HashSet<int> offsets = [];
        for (int epoch = 0; epoch < 200; epoch++)
        {
            sampler.BeginEpoch(random);
            offsets.Add(sampler.Capture().Offset);
        }

        Assert.That(offsets.Order(), Is.EqualTo(Enumerable.Range(0, 7)));
    }

    [Test]
    public void A_fixed_offset_draws_nothing_for_sequential_epochs()
    {
        WindowSampler sampler = new(Positions(50), new WindowOptions { Batch = 2, Steps = 7, Offset = 0 });
        RandomSource random = new(36);
        sampler.BeginEpoch(random);
        Assert.That(random.Position, Is.Zero);
    }

    [TestCase(Sampling.Random)]
    [TestCase(Sampling.Sequential)]
    public void A_restored_sampler_goes_on_like_the_uninterrupted_one(Sampling sampling)
    {
        foreach ((int tokens, WindowOptions options) in RandomSetups(sampling, 37))
        {
            RandomSource random = new((ulong)tokens);
            WindowSampler whole = new(Positions(tokens), options);
            whole.BeginEpoch(random);
            int[] inputs = new int[options.Batch * options.Steps], targets = new int[inputs.Length];
            for (int i = random.Next(whole.BatchesPerEpoch + 1); i > 0; i--)
            {
                whole.TryNext(inputs, targets, out _);
            }

            WindowSampler resumed = new(Positions(tokens), options);
            resumed.Restore(whole.Capture());
            RandomSource resumedRandom = new(random.Seed, random.Position);
            AssertSame(Rest(resumed), Rest(whole));
            whole.BeginEpoch(random);
            resumed.BeginEpoch(resumedRandom);
            AssertSame(Rest(resumed), Rest(whole));
        }
    }

    [Test]
    public void A_state_from_before_the_first_epoch_restores_to_the_end_of_one()
    {
        WindowSampler sampler = new(Positions(200), new WindowOptions { Batch = 2, Steps = 7 });
        WindowSampler restored = new(Positions(200), sampler.Options);
        restored.Restore(sampler.Capture());
        Assert.That(Rest(restored), Is.Empty);
    }

    [TestCase(-1, 0)]
    [TestCase(7, 0)]
    [TestCase(0, -1)]
    [TestCase(0, 4)]
    public void A_state_of_another_text_is_refused(int offset, int position)
    {
        WindowSampler sampler = new(Positions(50), new WindowOptions { Batch = 2, Steps = 7 }); // 3 batches
        SamplerState state = new() { Offset = offset, Position = position, ShuffleSeed = 0, ShufflePosition = 0 };
        Assert.That(
            () => sampler.Restore(state), Throws.ArgumentException.With.Property("ParamName").EqualTo("state"));
    }

    [Test]
    public void A_state_of_another_fixed_offset_is_refused()
    {
        WindowSampler sampler = new(Positions(50), new WindowOptions { Batch = 2, Steps = 7, Offset = 3 });
        SamplerState state = new() { Offset = 2, Position = 0, ShuffleSeed = 0, ShufflePosition = 0 };
        Assert.That(() => sampler.Restore(state), Throws.ArgumentException.With.Message.Contains("offset 2"));
    }

    [TestCase(Sampling.Random, null, 20)]
    [TestCase(Sampling.Sequential, null, 20)]
    [TestCase(Sampling.Random, 0, 16)]
    [TestCase(Sampling.Sequential, 30, 46)]
    public void A_text_needs_one_batch_at_the_largest_offset(Sampling sampling, int? offset, int needed)
    {
        WindowOptions options = new() { Batch = 3, Steps = 5, Offset = offset, Sampling = sampling };
        Assert.That(new WindowSampler(Positions(needed), options).BatchesPerEpoch, Is.EqualTo(1));
        Assert.That(
            () => new WindowSampler(Positions(needed - 1), options),
            Throws.TypeOf<InvalidDataException>().With.Message.Contains($"has {needed - 1} tokens")
                .And.Message.Contains($"needs {needed}").And.Message.Contains("--batch")
                .And.Message.Contains("--steps"));
    }

    [Test]
    public void Sizes_beyond_any_memory_are_refused_without_overflow()
    {
        WindowOptions options = new() { Batch = int.MaxValue, Steps = int.MaxValue, Offset = int.MaxValue };
        Assert.That(() => new WindowSampler(Positions(9), options), Throws.TypeOf<InvalidDataException>());
    }

    [Test]
    public void A_batch_before_the_first_epoch_is_refused()
    {
        WindowSampler sampler = new(Positions(50), new WindowOptions { Batch = 2, Steps = 7 });
        Assert.That(
            () => sampler.TryNext(new int[14], new int[14], out _),
            Throws.InvalidOperationException.With.Message.Contains("BeginEpoch"));
    }

    [TestCase(13, 14, "inputs")]
    [TestCase(14, 15, "targets")]
    public void Buffers_of_another_size_are_refused(int inputs, int targets, string parameter)
    {
        WindowSampler sampler = new(Positions(50), new WindowOptions { Batch = 2, Steps = 7 });
        sampler.BeginEpoch(new RandomSource(1));
        Assert.That(
            () => sampler.TryNext(new int[inputs], new int[targets], out _),
            Throws.ArgumentException.With.Property("ParamName").EqualTo(parameter));
    }

    [TestCase(Sampling.Random)]
    [TestCase(Sampling.Sequential)]
    public void Epochs_allocate_nothing(Sampling sampling)
    {
        WindowSampler sampler = new(Positions(5000), new WindowOptions { Batch = 4, Steps = 5, Sampling = sampling });
        RandomSource random = new(38);
        int[] inputs = new int[20], targets = new int[20];
        RunEpoch(sampler, random, inputs, targets);
        long before = GC.GetAllocatedBytesForCurrentThread();
        RunEpoch(sampler, random, inputs, targets);
        RunEpoch(sampler, random, inputs, targets);
        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.Zero);
    }

    private static void RunEpoch(WindowSampler sampler, RandomSource random, int[] inputs, int[] targets)
    {
        sampler.BeginEpoch(random);
        while (sampler.TryNext(inputs, targets, out _))
        {
        }
    }

    private static void AssertRowsAreContiguous(Window batch, WindowOptions options)
    {
        for (int element = options.Batch; element < batch.Inputs.Length; element++)
        {
            Assert.That(batch.Inputs[element], Is.EqualTo(batch.Inputs[element - options.Batch] + 1));
        }
    }

    private static void AssertSame(List<Window> actual, List<Window> expected)
    {
        Assert.That(actual.Select(batch => batch.Inputs), Is.EqualTo(expected.Select(batch => batch.Inputs)));
        Assert.That(actual.Select(batch => batch.Targets), Is.EqualTo(expected.Select(batch => batch.Targets)));
        Assert.That(actual.Select(batch => batch.Continues), Is.EqualTo(expected.Select(batch => batch.Continues)));
    }
}
