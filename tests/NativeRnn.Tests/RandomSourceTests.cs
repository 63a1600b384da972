using NUnit.Framework;

namespace NativeRnn.Tests;

public class RandomSourceTests
{
    private const double FiveSigma = 5.0; // a correct generator fails such a check once in two million seeds

    [TestCase(0u, 0u, 0u, 0u, 0u, 0u, "6627e8d5 e169c58d bc57ac4c 9b00dbd8")]
    [TestCase(~0u, ~0u, ~0u, ~0u, ~0u, ~0u, "408f276d 41c83b0e a20bc7c6 6d5451fd")]
    [TestCase(
        0x243f6a88u, 0x85a308d3u, 0x13198a2eu, 0x03707344u, 0xa4093822u, 0x299f31d0u,
        "d16cfe09 94fdcceb 5001e420 24126ea1")]
    public void Philox_gives_the_known_answers_of_Random123(
        uint word0, uint word1, uint word2, uint word3, uint key0, uint key1, string expected)
    {
        uint[] words = [word0, word1, word2, word3];
        Philox4x32.Encipher(words, key0, key1);
        Assert.That(string.Join(' ', words.Select(word => $"{word:x8}")), Is.EqualTo(expected));
    }

    [Test]
    public void Numbers_are_the_words_of_consecutive_blocks()
    {
        const ulong seed = 0x123456789ABCDEF0;
        const ulong block = 0x1_0000_0002; // both halves of the counter count
        RandomSource random = new(seed, (block * 4) + 2);
        uint[] first = [2, 1, 0, 0];
        uint[] second = [3, 1, 0, 0];
        Philox4x32.Encipher(first, 0x9ABCDEF0, 0x12345678);
        Philox4x32.Encipher(second, 0x9ABCDEF0, 0x12345678);
        uint[] drawn = [random.NextUInt32(), random.NextUInt32(), random.NextUInt32()];
        Assert.That(drawn, Is.EqualTo(new[] { first[2], first[3], second[0] }));
        Assert.That(random.Position, Is.EqualTo((block * 4) + 5));
    }

    [Test]
    public void Every_kind_of_draw_continues_from_a_stored_position()
    {
        RandomSource whole = new(7);
        for (int i = 0; i < 50; i++)
        {
            RandomSource resumed = new(whole.Seed, whole.Position);
            Assert.That(Draw(resumed, i), Is.EqualTo(Draw(whole, i)), $"draw {i}");
            Assert.That(resumed.Position, Is.EqualTo(whole.Position), $"position after draw {i}");
        }
    }

    [Test]
    public void Setting_the_position_jumps_back()
    {
        RandomSource random = new(3);
        uint[] first = [.. Enumerable.Range(0, 9).Select(_ => random.NextUInt32())];
        random.Position = 0;
        uint[] again = [.. Enumerable.Range(0, 9).Select(_ => random.NextUInt32())];
        Assert.That(again, Is.EqualTo(first));
        Assert.That(first.Distinct().Count(), Is.EqualTo(9));
    }

    [Test]
    public void Seeds_that_differ_in_any_half_give_other_numbers()
    {
        ulong[] seeds = [0, 1, 1UL << 32];
        uint[] drawn = [.. seeds.Select(seed => new RandomSource(seed).NextUInt32())];
        Assert.That(drawn.Distinct().Count(), Is.EqualTo(3));
    }

    [Test]
    public void Singles_are_the_upper_24_bits()
    {
        RandomSource bits = new(11), random = new(11);
        for (int i = 0; i < 1000; i++)
        {
            Assert.That(random.NextSingle(), Is.EqualTo((bits.NextUInt32() >> 8) / 16777216f));
        }
    }

    [Test]
    public void Fractions_are_uniform_in_the_unit_interval()
    {
        const int count = 20000;
        RandomSource random = new(12);
        double sum = 0, sumSingle = 0;
        for (int i = 0; i < count; i++)
        {
            double fraction = random.NextDouble();
            Assert.That(fraction, Is.InRange(0.0, Math.BitDecrement(1.0)));
            sum += fraction;
            sumSingle += random.NextSingle();
        }

        double tolerance = FiveSigma * Math.Sqrt(count / 12.0);
        Assert.That(sum, Is.EqualTo(count / 2.0).Within(tolerance));
        Assert.That(sumSingle, Is.EqualTo(count / 2.0).Within(tolerance));
    }

    [TestCase(1)]
    [TestCase(2)]
    [TestCase(3)]
    [TestCase(10)]
    public void Integers_below_a_bound_are_equally_frequent(int bound)
    {
        const int count = 20000;
        RandomSource random = new(13);
        int[] counts = new int[bound];
        for (int i = 0; i < count; i++)
        {
            counts[random.Next(bound)]++;
        }

        double p = 1.0 / bound;
        Assert.That(counts, Is.All.EqualTo(count * p).Within((FiveSigma * Math.Sqrt(count * p * (1 - p))) + 0.5));
    }

    [Test]
    public void Integers_below_a_bound_that_divides_badly_are_unbiased()
    {
        // 3 / 8 of all numbers: without rejection the remainders would come 3 : 3 : 2.
        const int bound = 3 << 29;
        const int count = 30000;
        RandomSource random = new(14);
        int[] byRemainder = new int[3];
        for (int i = 0; i < count; i++)
        {
            byRemainder[random.Next(bound) % 3]++;
        }

        Assert.That(byRemainder, Is.All.EqualTo(count / 3).Within(FiveSigma * Math.Sqrt(count * 2 / 9.0)));
    }

    [TestCase(0)]
    [TestCase(-5)]
    public void A_bound_below_one_is_refused(int bound)
    {
        RandomSource random = new(1);
        Assert.That(
            () => random.Next(bound),
            Throws.TypeOf<ArgumentOutOfRangeException>().With.Property("ParamName").EqualTo("exclusiveMax"));
    }

    [Test]
    public void Gaussians_have_mean_0_variance_1_and_normal_tails()
    {
        const int count = 40000;
        RandomSource random = new(15);
        double[] values = [.. Enumerable.Range(0, count).Select(_ => random.NextGaussian())];
        const double withinOne = 0.6826894921;
        Assert.That(values.Average(), Is.Zero.Within(FiveSigma / Math.Sqrt(count)));
        Assert.That(values.Average(v => v * v), Is.EqualTo(1.0).Within(FiveSigma * Math.Sqrt(2.0 / count)));
        Assert.That(
            values.Count(v => Math.Abs(v) < 1) / (double)count,
            Is.EqualTo(withinOne).Within(FiveSigma * Math.Sqrt(withinOne * (1 - withinOne) / count)));
        Assert.That(random.Position, Is.EqualTo(2UL * count));
    }

    [Test]
    public void A_shuffle_reaches_every_order_equally_often()
    {
        const int count = 12000;
        RandomSource random = new(16);
        Dictionary<string, int> orders = [];
        for (int i = 0; i < count; i++)
        {
            char[] items = ['a', 'b', 'c'];
            random.Shuffle<char>(items);
            string order = new(items);
            orders[order] = orders.GetValueOrDefault(order) + 1;
        }

        Assert.That(orders, Has.Count.EqualTo(6));
        Assert.That(orders.Values, Is.All.EqualTo(count / 6).Within(FiveSigma * Math.Sqrt(count * 5 / 36.0)));
    }

    [TestCase(0UL, 3UL, 0UL, 12UL)]
    [TestCase(1UL, 3UL, 1UL, 16UL)]
    [TestCase(4UL, 1UL, 1UL, 8UL)]
    [TestCase(7UL, 0UL, 2UL, 8UL)]
    public void Reserved_blocks_begin_at_the_next_whole_block(
        ulong position, ulong count, ulong expectedBlock, ulong expectedPosition)
    {
        RandomSource random = new(1, position);
        Assert.That(random.ReserveBlocks(count), Is.EqualTo(expectedBlock));
        Assert.That(random.Position, Is.EqualTo(expectedPosition));
    }

    [Test]
    public void Draws_allocate_nothing()
    {
        RandomSource random = new(17);
        int[] items = new int[64];
        DrawOfEachKind(random, items);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 1000; i++)
        {
            DrawOfEachKind(random, items);
        }

        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.Zero);
    }

    private static double DrawOfEachKind(RandomSource random, int[] items)
    {
        random.Shuffle<int>(items);
        return random.NextSingle() + random.NextDouble() + random.Next(10) + random.NextGaussian();
    }

    private static double Draw(RandomSource random, int kind) => (kind % 5) switch
    {
        0 => random.NextUInt32(),
        1 => random.NextDouble(),
        2 => random.Next(1000),
        3 => random.NextGaussian(),
        _ => random.ReserveBlocks(1),
    };
}
