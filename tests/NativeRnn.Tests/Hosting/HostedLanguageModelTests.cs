using NativeRnn.Hosting;
using NativeRnn.Tests.Diagnostics;
using NUnit.Framework;

namespace NativeRnn.Tests.Hosting;

internal sealed class HostedLanguageModelTests : HostedModelTests
{
    [Test]
    public async Task Texts_made_at_the_same_time_are_those_of_a_generator_alone()
    {
        using var hosted = new HostedLanguageModel("test", Models.Writer);
        var options = Enumerable.Range(0, 40).Select(i => new GenerationOptions { Length = 50, Seed = (ulong)i }).ToArray();
        var texts = await Task.WhenAll(options.Select(one => ReadAsync(hosted, one)));
        Assert.That(texts, Is.EqualTo(options.Select(one => Models.Writer.Generate("the ", one))));
    }

    [Test]
    public async Task Texts_made_at_the_same_time_advance_alike()
    {
        const int Texts = 16, Length = 400;
        using var hosted = new HostedLanguageModel("test", Models.Writer);
        var made = new int[Texts];
        int[]? whenOneWasDone = null;
        var all = Enumerable.Range(0, Texts).Select(text => Task.Run(async () =>
        {
            await foreach (var _ in hosted.StreamAsync("the ", new() { Length = Length }))
            {
                made[text]++;
            }
            Interlocked.CompareExchange(ref whenOneWasDone, [.. made], null);
        }));
        await Task.WhenAll(all);
        Assert.That(whenOneWasDone, Is.All.GreaterThan(Length / 8), "a text that kept its thread would leave most others at 0");
    }

    [Test]
    public async Task Generators_are_used_again_and_no_more_are_kept_than_asked_for()
    {
        const int Kept = 3;
        using var hosted = new HostedLanguageModel("test", Models.Writer, new() { IdleGenerators = Kept });
        var before = Sessions();
        var streams = Enumerable.Range(0, 8).Select(_ => hosted.StreamAsync("the ").GetAsyncEnumerator()).ToArray();
        foreach (var stream in streams)
        {
            Assert.That(await stream.MoveNextAsync(), Is.True);
        }
        Assert.That(Sessions() - before, Is.EqualTo(8));
        foreach (var stream in streams)
        {
            await stream.DisposeAsync();
        }
        Assert.That(Sessions() - before, Is.EqualTo(Kept));
        await ReadAsync(hosted, new() { Length = 2 });
        Assert.That(Sessions() - before, Is.EqualTo(Kept));
        hosted.Dispose();
        Assert.That(Sessions(), Is.EqualTo(before));
    }

    [Test]
    public async Task A_caller_that_leaves_stops_its_text_and_that_is_counted()
    {
        using var hosted = new HostedLanguageModel("test", Models.Writer);
        using var library = new Measurements(Telemetry.Name);
        using var hosting = new Measurements(HostingTelemetry.Name);
        using var leave = new CancellationTokenSource();
        var made = 0;
        Assert.That(
            async () =>
            {
                await foreach (var _ in hosted.StreamAsync("the ", new() { Length = 1000 }, leave.Token))
                {
                    if (++made == 5)
                    {
                        await leave.CancelAsync();
                    }
                }
            },
            Throws.InstanceOf<OperationCanceledException>());
        await ReadAsync(hosted, new() { Length = 4 });
        Assert.That(library.Of("nativernn.generation.tokens").Sum(), Is.EqualTo(5 + 4));
        Assert.That(hosting.Of("nativernn.hosting.streams", "stopped").Sum(), Is.EqualTo(1));
        Assert.That(hosting.Of("nativernn.hosting.streams", "completed").Sum(), Is.EqualTo(1));
        Assert.That(hosting.Of("nativernn.hosting.streams.active"), Is.EqualTo(new[] { 1d, -1, 1, -1 }));
    }

    [Test]
    public async Task Shutting_down_ends_running_texts_and_refuses_new_ones()
    {
        var hosted = new HostedLanguageModel("test", Models.Writer);
        await using var running = hosted.StreamAsync("the ", new() { Length = 1000 }).GetAsyncEnumerator();
        Assert.That(await running.MoveNextAsync(), Is.True);
        hosted.Dispose();
        Assert.That(async () => await running.MoveNextAsync(), Throws.InstanceOf<OperationCanceledException>());
        Assert.That(() => ReadAsync(hosted, new()), Throws.InstanceOf<ObjectDisposedException>());
        Assert.That(hosted.Dispose, Throws.Nothing, "a second time");
    }

    private static async Task<string> ReadAsync(HostedLanguageModel hosted, GenerationOptions options)
    {
        var text = "";
        await foreach (var piece in hosted.StreamAsync("the ", options))
        {
            text += piece;
        }
        return text;
    }

    private long Sessions() => Models.Writer.Engine.ReadCounters().LiveSessions;
}
