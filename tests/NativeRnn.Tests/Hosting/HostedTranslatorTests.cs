using NativeRnn.Hosting;
using NativeRnn.Tests.Diagnostics;
using NUnit.Framework;

namespace NativeRnn.Tests.Hosting;

internal sealed class HostedTranslatorTests : HostedModelTests
{
    private static readonly TimeSpan _forever = TimeSpan.FromDays(1); // a batch begins only when it is whole

    [Test]
    public async Task Callers_at_the_same_time_share_batches_and_get_what_each_would_get_alone()
    {
        var sentences = HostedModels.Sentences(24);
        await using var translator = Create(new() { MaxBatch = 8, MaxWait = _forever });
        using var measurements = new Measurements(HostingTelemetry.Name);
        var translations = await Task.WhenAll(sentences.Select(sentence => translator.TranslateAsync(sentence)));
        Assert.That(translations.Select(result => result.Text), Is.EqualTo(Models.TranslateAlone(sentences)));
        Assert.That(measurements.Of("nativernn.hosting.batch.size"), Is.EqualTo(new[] { 8d, 8, 8 }));
        Assert.That(measurements.Of("nativernn.hosting.translations", "completed").Sum(), Is.EqualTo(24));
        Assert.That(measurements.Of("nativernn.hosting.sentences.queued").Sum(), Is.Zero);
    }

    [Test]
    public async Task A_single_caller_waits_no_longer_than_it_is_told_to()
    {
        await using var translator = Create(new() { MaxBatch = 8, MaxWait = TimeSpan.Zero });
        var translations = await translator.TranslateAsync(["a b", "", "c"]);
        Assert.That(translations.Select(result => result.Source), Is.EqualTo(new[] { "a b", "", "c" }));
        Assert.That(translations.Select(result => result.Text), Is.EqualTo(Models.TranslateAlone(["a b", "", "c"])));
        Assert.That(await translator.TranslateAsync([]), Is.Empty);
    }

    [Test]
    public async Task A_request_of_more_sentences_than_a_batch_is_translated_in_several()
    {
        var sentences = HostedModels.Sentences(20);
        await using var translator = Create(new() { MaxBatch = 3 });
        var translations = await translator.TranslateAsync(sentences);
        Assert.That(translations.Select(result => result.Text), Is.EqualTo(Models.TranslateAlone(sentences)));
    }

    [Test]
    public async Task A_list_that_its_caller_changes_meanwhile_changes_nothing()
    {
        await using var translator = Create(new() { MaxBatch = 2, MaxWait = _forever });
        List<string> sentences = ["a b"];
        var waiting = translator.TranslateAsync(sentences);
        sentences.Clear();
        await translator.TranslateAsync("c");
        Assert.That((await waiting).Select(result => result.Text), Is.EqualTo(Models.TranslateAlone(["a b"])));
    }

    [Test]
    public void Requests_take_turns_a_sentence_each()
    {
        var queue = new TranslationQueue("test", limit: 100);
        queue.Add(new TranslationRequest(["a1", "a2", "a3", "a4"]));
        queue.Add(new TranslationRequest(["b1"]));
        queue.Add(new TranslationRequest(["c1", "c2"]));
        using var first = queue.Take(4);
        using var second = queue.Take(4);
        Assert.That(first.Sentences, Is.EqualTo(new[] { "a1", "b1", "c1", "a2" }));
        Assert.That(second.Sentences, Is.EqualTo(new[] { "c2", "a3", "a4" }));
    }

    [Test]
    public async Task A_caller_that_gives_up_leaves_its_place_to_others()
    {
        await using var translator = Create(new() { MaxBatch = 4, MaxWait = _forever, MaxQueued = 4 });
        using var giveUp = new CancellationTokenSource();
        var left = translator.TranslateAsync(["a", "b"], giveUp.Token);
        var stayed = translator.TranslateAsync("c");
        Assert.That(() => translator.TranslateAsync(["d", "e", "f"]), Throws.InstanceOf<QueueFullException>());
        await giveUp.CancelAsync();
        Assert.That(() => left, Throws.InstanceOf<OperationCanceledException>());
        var others = translator.TranslateAsync(["d", "e", "f"]);
        Assert.That((await stayed).Text, Is.EqualTo(Models.TranslateAlone(["c"])[0]));
        Assert.That(await others, Has.Count.EqualTo(3));
        Assert.That(() => translator.TranslateAsync("f", giveUp.Token), Throws.InstanceOf<OperationCanceledException>());
    }

    [Test]
    public void A_batch_that_nobody_waits_for_any_more_is_stopped()
    {
        var queue = new TranslationQueue("test", limit: 100);
        var (one, other) = (new TranslationRequest(["a"]), new TranslationRequest(["b", "c"]));
        queue.Add(one);
        queue.Add(other);
        using var batch = queue.Take(2);
        Leave(one);
        Assert.That(batch.Cancellation.IsCancellationRequested, Is.False);
        Leave(other);
        Assert.That(batch.Cancellation.IsCancellationRequested, Is.True);
        Assert.That(queue.Close(), Is.Zero, "its last sentence has left the queue");

        void Leave(TranslationRequest request)
        {
            request.Cancel(new CancellationToken(canceled: true));
            queue.Remove(request);
        }
    }

    [Test]
    public async Task A_full_queue_refuses_and_takes_again_when_there_is_room()
    {
        await using var translator = Create(new() { MaxBatch = 2, MaxWait = _forever, MaxQueued = 2 });
        using var measurements = new Measurements(HostingTelemetry.Name);
        var waiting = translator.TranslateAsync("a");
        Assert.That(
            () => translator.TranslateAsync(["b", "c"]),
            Throws.InstanceOf<QueueFullException>().With.Message.Contains("1 sentences wait").And.Message.Contains("try again later"));
        Assert.That(measurements.Of("nativernn.hosting.translations", "refused").Sum(), Is.EqualTo(1));
        Assert.That(
            () => translator.TranslateAsync(["b", "c", "d"]), Throws.ArgumentException.With.Message.Contains("send them in parts"));
        await Task.WhenAll(waiting, translator.TranslateAsync("b"));
        Assert.That(await translator.TranslateAsync(["c", "d"]), Has.Count.EqualTo(2));
    }

    [Test]
    public async Task A_sentence_that_is_too_long_fails_its_own_caller_only()
    {
        await using var translator = Create(new() { MaxBatch = 1 });
        var endless = string.Join(' ', Enumerable.Repeat("a", Translator.MaxSourceTokens));
        var other = translator.TranslateAsync("a b");
        Assert.That(
            () => translator.TranslateAsync(["a", endless]), Throws.ArgumentException.With.Message.Contains("Sentence 2"));
        Assert.That((await other).Text, Is.EqualTo(Models.TranslateAlone(["a b"])[0]));
    }

    [Test]
    public async Task A_batch_that_fails_tells_its_callers_and_the_next_one_is_tried()
    {
        var model = Seq2SeqModel.Load(Models.TranslatorFile);
        model.Dispose();
        await using var translator = new HostedTranslator("test", model, new() { MaxBatch = 2 });
        for (var i = 0; i < 2; i++)
        {
            Assert.That(
                () => translator.TranslateAsync(["a", "b", "c"]),
                Throws.InstanceOf<ObjectDisposedException>().With.Message.Not.Contains("shut down"));
        }
    }

    [Test]
    public async Task Shutting_down_fails_what_waits_and_refuses_what_comes()
    {
        var translator = Create(new() { MaxBatch = 8, MaxWait = _forever });
        var waiting = translator.TranslateAsync("a");
        await translator.DisposeAsync();
        Assert.That(() => waiting, Throws.InstanceOf<ObjectDisposedException>().With.Message.Contains("shut down"));
        Assert.That(() => translator.TranslateAsync("b"), Throws.InstanceOf<ObjectDisposedException>());
        Assert.That(translator.Dispose, Throws.Nothing, "a second time");
    }

    [Test]
    public async Task Many_callers_who_come_and_leave_leave_nothing_behind()
    {
        const int Waves = 40, Callers = 30; // of a wave, more than may wait
        var sentences = HostedModels.Sentences(30);
        var expected = Models.TranslateAlone(sentences);
        await using var translator = Create(new() { MaxBatch = 8, MaxQueued = 16, MaxWait = TimeSpan.FromMilliseconds(1) });
        using var measurements = new Measurements(HostingTelemetry.Name);
        var outcomes = new List<string>();
        for (var wave = 0; wave < Waves; wave++)
        {
            outcomes.AddRange(await Task.WhenAll(Enumerable.Range(wave * Callers, Callers).Select(AskAsync)));
        }
        Assert.That(outcomes.Count(outcome => outcome == "wrong"), Is.Zero);
        foreach (var outcome in new[] { "completed", "stopped", "refused" })
        {
            var count = outcomes.Count(one => one == outcome);
            Assert.That(count, Is.Positive, outcome);
            Assert.That(measurements.Of("nativernn.hosting.translations", outcome).Sum(), Is.EqualTo(count), outcome);
        }
        Assert.That(measurements.Of("nativernn.hosting.sentences.queued").Sum(), Is.Zero);

        async Task<string> AskAsync(int caller)
        {
            var random = new Random(caller);
            using var giveUp = new CancellationTokenSource();
            var chosen = Enumerable.Range(0, 1 + random.Next(3)).Select(_ => random.Next(sentences.Length)).ToArray();
            try
            {
                var asked = translator.TranslateAsync([.. chosen.Select(at => sentences[at])], giveUp.Token);
                if (caller % 6 == 0) // each wave's first among them, which surely waits
                {
                    giveUp.Cancel();
                }
                else if (caller % 3 == 0)
                {
                    giveUp.CancelAfter(TimeSpan.FromMilliseconds(random.Next(3)));
                }
                var texts = await asked;
                return texts.Select(result => result.Text).SequenceEqual(chosen.Select(at => expected[at])) ? "completed" : "wrong";
            }
            catch (QueueFullException)
            {
                return "refused";
            }
            catch (OperationCanceledException)
            {
                return "stopped";
            }
        }
    }

    [Test]
    public void Sampling_in_shared_batches_contradictions_and_empty_batches_and_queues_are_refused()
    {
        var options = new HostedTranslatorOptions();
        Assert.That(
            () => options.Decoding = new() { Method = DecodingMethod.Sampling }, Throws.ArgumentException.With.Message.Contains("place"));
        Assert.That(
            () => options.Decoding = new() { MinLength = 5, MaxLength = 5 }, Throws.ArgumentException.With.Message.Contains("MaxLength"));
        Assert.That(() => options.MaxBatch = 0, Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => options.MaxQueued = 0, Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => options.MaxWait = TimeSpan.FromTicks(-1), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => options.MaxWait = TimeSpan.MaxValue, Throws.InstanceOf<ArgumentOutOfRangeException>());
    }

    private HostedTranslator Create(HostedTranslatorOptions options) => new("test", Models.Translating, options);
}
