using System.Diagnostics;
using System.Globalization;
using NativeRnn.Tests.Hosting;
using NUnit.Framework;

namespace NativeRnn.Tests.Service;

/// <summary>The service as a process of its own, and many clients at once.</summary>
[NonParallelizable]
internal sealed class ServiceLoadTests
{
    private const int Clients = 64;
    private const int Hidden = 128;

    private HostedModels _models = null!;
    private LoadRequests _requests = null!;

    [SetUp]
    public void Prepare()
    {
        _models = new HostedModels(Hidden);
        _requests = new LoadRequests(_models);
    }

    [TearDown]
    public void Dispose() => _models.Dispose();

    [Test]
    public async Task Clients_of_all_kinds_are_answered_rightly()
    {
        using var service = await ServiceProcess.StartAsync(_models);
        await LoadAsync(service.Client, TimeSpan.FromSeconds(3));
        await AssertGoneWellAsync(service);
    }

    [Test]
    public async Task Killed_in_the_midst_of_texts_and_started_again_it_serves_again()
    {
        using (var killed = await ServiceProcess.StartAsync(_models))
        {
            using var response = await killed.Client.BeginAsync(new { prompt = "the ", length = LoadRequests.MaxTokens });
            Assert.That(await ServiceClient.EventsAsync(response).Take(3).CountAsync(), Is.EqualTo(3));
            killed.Kill();
            Assert.That(() => killed.Client.Http.GetAsync("/healthz"), Throws.InstanceOf<HttpRequestException>());
        }
        using var again = await ServiceProcess.StartAsync(_models);
        await LoadAsync(again.Client, TimeSpan.FromSeconds(1));
        await AssertGoneWellAsync(again);
    }

    [Test]
    [Category("Acceptance")]
    public async Task Sixty_seconds_of_sixty_four_clients_keep_memory_and_answers()
    {
        const int Rounds = 12;
        const long Tolerance = 32 << 20; // bytes; the garbage collector's own ups and downs
        using var service = await ServiceProcess.StartAsync(_models);
        await Task.WhenAll(Enumerable.Range(0, Clients).Select(
            number => _requests.WarmUpAsync(service.Client, new Random(number))));
        await LoadAsync(service.Client, TimeSpan.FromSeconds(20));
        _requests.Latencies.Clear();
        var resident = new List<long>();
        var watch = Stopwatch.StartNew();
        for (var round = 0; round < Rounds; round++)
        {
            await LoadAsync(service.Client, TimeSpan.FromSeconds(5));
            resident.Add(service.ResidentBytes);
        }
        Report(watch.Elapsed, resident);
        await AssertGoneWellAsync(service);
        Assert.That(resident[^3..].Average() - resident[..3].Average(), Is.LessThan(Tolerance), "resident memory grew");
    }

    private async Task LoadAsync(ServiceClient client, TimeSpan time)
    {
        var watch = Stopwatch.StartNew();
        await Task.WhenAll(Enumerable.Range(0, Clients).Select(number => Task.Run(async () =>
        {
            for (var random = new Random(number); watch.Elapsed < time;)
            {
                await _requests.RunAsync(client, random);
            }
        })));
    }

    // No wrong answer, no error in the log, and each request at its end, counted under the right name.
    private async Task AssertGoneWellAsync(ServiceProcess service)
    {
        TestContext.Out.WriteLine(string.Join("; ", _requests.Outcomes.OrderBy(one => one.Key).Select(one => $"{one.Key} {one.Value}")));
        Assert.That(_requests.Outcomes.Keys.Where(outcome => outcome.StartsWith("WRONG", StringComparison.Ordinal)), Is.Empty);
        Assert.That(service.HasExited, Is.False);
        Assert.That(service.Log.Where(line => line.StartsWith("fail", StringComparison.Ordinal) || line.StartsWith("crit", StringComparison.Ordinal)), Is.Empty);
        foreach (var outcome in new[] { "text right", "text abandoned", "translation right", "mistake told" })
        {
            Assert.That(_requests.Count(outcome), Is.Positive, outcome);
        }
        await WaitForQuietAsync(service.Client);
        Assert.That(await StreamsAsync("completed"), Is.EqualTo(_requests.Count("text right")));
        Assert.That(await StreamsAsync("stopped"), Is.EqualTo(_requests.Count("text abandoned")));
        Assert.That(
            await service.Client.MetricAsync("nativernn_hosting_translations_total", "completed"),
            Is.EqualTo(_requests.Count("translation right")));
        Assert.That(await service.Client.MetricAsync("nativernn_hosting_sentences_queued"), Is.Zero);
        Assert.That((await service.Client.Http.GetAsync("/healthz")).IsSuccessStatusCode);

        Task<double> StreamsAsync(string outcome) => service.Client.MetricAsync("nativernn_hosting_streams_total", outcome);
    }

    // The last ones that left may still be at their last token.
    private static async Task WaitForQuietAsync(ServiceClient client)
    {
        for (var tries = 0; await client.MetricAsync("nativernn_hosting_streams_active") != 0; tries++)
        {
            Assert.That(tries, Is.LessThan(100), "streams are still running after ten seconds");
            await Task.Delay(100);
        }
    }

    private void Report(TimeSpan elapsed, List<long> resident)
    {
        foreach (var (what, bag) in _requests.Latencies.OrderBy(one => one.Key))
        {
            var times = bag.Order().ToArray();
            TestContext.Out.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{what}: {times.Length} ({times.Length / elapsed.TotalSeconds:F0} a second), ms p50 {At(50):F1}, p95 {At(95):F1}, p99 {At(99):F1}, worst {times[^1]:F1}"));

            double At(int percent) => times[times.Length * percent / 100];
        }
        TestContext.Out.WriteLine($"resident MiB by round: {string.Join(' ', resident.Select(bytes => bytes >> 20))}");
    }
}
