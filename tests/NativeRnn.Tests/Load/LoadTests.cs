using System.Diagnostics;
using System.Globalization;
using NUnit.Framework;

namespace NativeRnn.Tests.Load;

/// <summary>Many threads at once, each with its own session on one model.</summary>
[NonParallelizable]
internal sealed class LoadTests
{
    private const int Threads = 64;
    private const int Hidden = 128;
    private static readonly int[] _pools = [1, 2, 4];

    private Engine _engine = null!;
    private LoadWork _work = null!;
    private LoadWork.Client[] _clients = null!;

    [SetUp]
    public void Prepare()
    {
        _engine = Engine.Cpu();
        _work = new LoadWork(_engine, Hidden);
        _clients = [.. Enumerable.Range(0, Threads).Select(_ => new LoadWork.Client(_work))];
        Array.ForEach(_clients, client => client.WarmUp());
    }

    [TearDown]
    public void CleanUp()
    {
        Array.ForEach(_clients, client => client.Dispose());
        _work.Dispose();
        _engine.Dispose();
    }

    [Test]
    public void Sixty_four_threads_answer_as_a_single_one_does()
    {
        var before = _engine.ReadCounters();
        var run = LoadRun.Of(_clients, TimeSpan.FromSeconds(2));
        var after = _engine.ReadCounters();
        Assert.That(run.Tokens, Is.GreaterThan(0));
        Assert.That(run.Wrong, Is.Zero);
        Assert.That(after.LiveBytes, Is.EqualTo(before.LiveBytes));
        Assert.That(after.LiveSessions, Is.EqualTo(before.LiveSessions));
    }

    [Test]
    public void Five_hundred_sessions_at_once_are_served_by_four_threads()
    {
        const int Sessions = 500, Length = 12;
        using var self = Process.GetCurrentProcess();
        var threadsBefore = self.Threads.Count;
        var generators = Enumerable.Range(0, Sessions).Select(_ => new TextGenerator(_work.Model)).ToArray();
        self.Refresh();
        Assert.That(_engine.ReadCounters().LiveSessions, Is.GreaterThanOrEqualTo(Sessions));
        Assert.That(self.Threads.Count, Is.LessThan(threadsBefore + 20), "no thread for each session");
        var expected = Enumerable.Range(0, Sessions).Select(i => Tokens(i, Length)).ToArray();
        var random = Enumerable.Range(0, Sessions).Select(i => new RandomSource((ulong)i)).ToArray();
        var made = generators.Select(_ => new List<int>()).ToArray();
        var (options, alike) = (new GenerationOptions(), new ParallelOptions { MaxDegreeOfParallelism = 4 });
        for (var token = 0; token <= Length; token++) // a token of each, so that every session is left and taken up again
        {
            Parallel.For(0, Sessions, alike, i =>
            {
                if (token == 0)
                {
                    generators[i].Feed(PromptOf(i));
                }
                else
                {
                    made[i].Add(generators[i].Next(options, random[i]));
                }
            });
        }
        Array.ForEach(generators, generator => generator.Dispose());
        Assert.That(made, Is.EqualTo(expected));
        Assert.That(_engine.ReadCounters().LiveSessions, Is.LessThan(Sessions));
    }

    [Test]
    [Category("Acceptance")]
    public void Sixty_seconds_of_sixty_four_threads_keep_memory_and_throughput()
    {
        const int Rounds = 12;
        const double SmallestRatio = 0.9; // of the best fixed pool
        const long Tolerance = 16 << 20; // bytes; what the allocators of 64 threads and the runtime keep meanwhile
        var (long64, short64) = (TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(2.5));
        _ = LoadRun.Of(_clients, long64);
        Array.ForEach(_pools, pool => LoadRun.Of(_clients[..pool], short64));
        var counters = _engine.ReadCounters();
        var (many, pools, resident) = (new List<LoadRun>(), _pools.ToDictionary(pool => pool, _ => new List<LoadRun>()), new List<long>());
        for (var round = 0; round < Rounds; round++)
        {
            many.Add(LoadRun.Of(_clients, long64));
            resident.Add(ResidentMemory.Now());
            foreach (var pool in _pools)
            {
                pools[pool].Add(LoadRun.Of(_clients[..pool], short64));
            }
        }
        var all = Median(many, run => run.TokensPerSecond);
        var best = pools.Max(pool => Median(pool.Value, run => run.TokensPerSecond));
        Report(many, pools, resident);
        Assert.That(many.Concat(pools.SelectMany(pool => pool.Value)).Sum(run => run.Wrong), Is.Zero, "wrong answers");
        Assert.That(_engine.ReadCounters().LiveBytes, Is.EqualTo(counters.LiveBytes));
        Assert.That(resident[^3..].Average() - resident[..3].Average(), Is.LessThan(Tolerance), "resident memory grew");
        Assert.That(all, Is.GreaterThanOrEqualTo(SmallestRatio * best), "tokens a second");
    }

    private static void Report(List<LoadRun> many, Dictionary<int, List<LoadRun>> pools, List<long> resident)
    {
        Line($"{Threads} threads", many);
        foreach (var pool in pools)
        {
            Line($"pool of {pool.Key}", pool.Value);
        }
        TestContext.Out.WriteLine($"resident MiB by round: {string.Join(' ', resident.Select(bytes => bytes >> 20))}");

        static void Line(string name, List<LoadRun> runs) => TestContext.Out.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{name}: {Median(runs, run => run.TokensPerSecond):N0} tokens/s, {Median(runs, run => run.TokensPerProcessorSecond):N0} per processor second"));
    }

    private static double Median(List<LoadRun> runs, Func<LoadRun, double> value) =>
        runs.Select(value).Order().ElementAt(runs.Count / 2);

    // What one session that is never left alone makes.
    private List<int> Tokens(int session, int length)
    {
        using var generator = new TextGenerator(_work.Model);
        generator.Feed(PromptOf(session));
        var random = new RandomSource((ulong)session);
        return [.. Enumerable.Range(0, length).Select(_ => generator.Next(new GenerationOptions(), random))];
    }

    private static int[] PromptOf(int session) => [.. Enumerable.Range(1, 1 + (session % 5))];
}
