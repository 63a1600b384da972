using System.Diagnostics;
using NativeRnn.Tests.Training;
using NUnit.Framework;

namespace NativeRnn.Tests.Diagnostics;

internal sealed class TelemetryTests
{
    [Test]
    public void A_text_counts_its_tokens_and_is_timed_to_the_first_and_to_the_last()
    {
        using var model = SmallRun.Model(SmallRun.Corpus());
        using var measurements = new Measurements(Telemetry.Name);
        model.Generate("the ", new GenerationOptions { Length = 7 });
        Assert.That(measurements.Of("nativernn.generation.tokens").Sum(), Is.EqualTo(7));
        var (first, all) = (measurements.Of("nativernn.generation.time_to_first_token"), measurements.Of("nativernn.generation.duration"));
        Assert.That((first.Length, all.Length), Is.EqualTo((1, 1)));
        Assert.That(first[0], Is.GreaterThan(0).And.LessThan(all[0]));
    }

    [Test]
    public void A_text_that_is_given_up_is_timed_too()
    {
        using var model = SmallRun.Model(SmallRun.Corpus());
        using var generator = new TextGenerator(model);
        using var measurements = new Measurements(Telemetry.Name);
        _ = generator.Stream("the ").First();
        Assert.That(measurements.Of("nativernn.generation.tokens").Sum(), Is.EqualTo(1));
        Assert.That(measurements.Of("nativernn.generation.duration"), Has.Length.EqualTo(1));
    }

    [Test]
    public void A_call_of_a_translator_counts_its_sentences()
    {
        var corpus = SmallPairs.Corpus();
        using var model = SmallPairs.Model(corpus, SmallPairs.Shape(AttentionKind.Dot));
        using var translator = new Translator(model);
        using var measurements = new Measurements(Telemetry.Name);
        translator.Translate(["a b", "c", ""], new DecodingOptions { MaxLength = 5 });
        Assert.That(measurements.Of("nativernn.translation.sentences"), Is.EqualTo(new[] { 3d }));
        Assert.That(measurements.Of("nativernn.translation.duration"), Has.Length.EqualTo(1).And.All.GreaterThan(0));
    }

    [Test]
    public void Each_optimizer_step_is_counted_and_timed()
    {
        var corpus = SmallRun.Corpus();
        using var model = SmallRun.Model(corpus);
        using var trainer = new LanguageModelTrainer(model, corpus.Tokens, SmallRun.Options(epochs: 2));
        using var measurements = new Measurements(Telemetry.Name);
        var watch = Stopwatch.StartNew();
        trainer.Fit();
        Assert.That(measurements.Of("nativernn.training.steps").Sum(), Is.EqualTo(trainer.StepsDone));
        var durations = measurements.Of("nativernn.training.step.duration");
        Assert.That(durations, Has.Length.EqualTo(trainer.StepsDone));
        Assert.That(durations.Sum(), Is.GreaterThan(0).And.LessThan(watch.Elapsed.TotalSeconds));
    }

    [Test]
    public void Tokens_allocate_nothing_while_somebody_listens()
    {
        using var model = SmallRun.Model(SmallRun.Corpus());
        using var generator = new TextGenerator(model);
        using var listener = new System.Diagnostics.Metrics.MeterListener();
        long heard = 0;
        listener.InstrumentPublished = (instrument, self) =>
        {
            if (instrument.Name == "nativernn.generation.tokens")
            {
                self.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<long>((_, value, _, _) => heard += value);
        listener.Start();
        var (options, random) = (new GenerationOptions(), new RandomSource(1));
        generator.Feed(new[] { 1 });
        Make(100);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Make(300);
        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.Zero);
        Assert.That(heard, Is.EqualTo(400));

        void Make(int tokens)
        {
            for (var i = 0; i < tokens; i++)
            {
                generator.Next(options, random);
            }
        }
    }

    [Test]
    public void Activities_belong_to_their_callers_and_leave_the_current_one_alone()
    {
        var ended = new List<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name is Telemetry.Name or "caller",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = ended.Add,
        };
        ActivitySource.AddActivityListener(listener);
        using var callers = new ActivitySource("caller");
        using var model = SmallRun.Model(SmallRun.Corpus());
        using var generator = new TextGenerator(model);
        using (var caller = callers.StartActivity("request"))
        {
            foreach (var _ in generator.Stream("the ", new GenerationOptions { Length = 3 }))
            {
                Assert.That(Activity.Current, Is.SameAs(caller));
            }
            Assert.That(Activity.Current, Is.SameAs(caller));
            using var text = generator.Stream("the ", new GenerationOptions { Length = 1 }).GetEnumerator();
            text.MoveNext();
            using var inner = callers.StartActivity("between two tokens");
            text.MoveNext();
            Assert.That(Activity.Current, Is.SameAs(inner));
        }
        var made = ended.First(activity => activity.OperationName == "generate");
        Assert.That(made.Parent!.OperationName, Is.EqualTo("request"));
        Assert.That(made.GetTagItem("nativernn.generation.tokens"), Is.EqualTo(3));
    }
}
