using NativeRnn.Tests.Training;
using NUnit.Framework;

namespace NativeRnn.Tests.Decoding;

/// <summary>Search over real models: what the searches promise holds when a network answers them.</summary>
internal sealed class TranslatorTests
{
    private const double ScoreTolerance = 1e-4; // products block by batch size, so that sums round differently

    private static readonly PairCorpus _corpus = SmallPairs.Corpus();

    private static AttentionKind[] Attentions() => Enum.GetValues<AttentionKind>();

    [TestCaseSource(nameof(Attentions))]
    public void A_beam_of_one_is_greedy(AttentionKind attention)
    {
        using var model = Model(attention);
        using var translator = new Translator(model);
        var greedy = translator.Translate(Sentences(), new DecodingOptions { Method = DecodingMethod.Greedy, MaxLength = 8 });
        var beam = translator.Translate(Sentences(), new DecodingOptions { Beam = 1, MaxLength = 8 });
        Assert.That(beam.Select(result => result.Text), Is.EqualTo(greedy.Select(result => result.Text)));
    }

    [TestCaseSource(nameof(Attentions))]
    public void A_beam_of_full_width_finds_what_exhaustive_search_finds(AttentionKind attention)
    {
        var pairs = new[] { new SentencePair("a b", "x y"), new SentencePair("b a a", "y x") };
        var corpus = PairCorpus.FromPairs(pairs, new PairCorpusOptions { MinFrequency = 1 });
        for (ulong seed = 0; seed < 10; seed++)
        {
            using var model = SmallPairs.Model(corpus, SmallPairs.Shape(attention), seed: seed);
            using var translator = new Translator(model);
            var options = new DecodingOptions { MaxLength = 4, NBest = 5, Alpha = seed % 2 == 0 ? 0.75 : 0 };
            var exact = translator.Translate(["a b", "b"], options with { Method = DecodingMethod.Exhaustive });
            var beam = translator.Translate(["a b", "b"], options with { Beam = 256, EarlyStopping = EarlyStopping.Never });
            for (var n = 0; n < exact.Count; n++)
            {
                Assert.That(
                    beam[n].Candidates.Select(candidate => candidate.Hypothesis.Score),
                    Is.EqualTo(exact[n].Candidates.Select(candidate => candidate.Hypothesis.Score)).Within(ScoreTolerance));
            }
        }
    }

    [TestCaseSource(nameof(Attentions))]
    public void A_batch_translates_as_each_sentence_alone(AttentionKind attention)
    {
        using var model = Model(attention);
        using var translator = new Translator(model);
        var options = new DecodingOptions { MaxLength = 8, NBest = 3 };
        var together = translator.Translate(Sentences(), options);
        for (var n = 0; n < together.Count; n++)
        {
            var alone = translator.Translate([Sentences()[n]], options)[0];
            Assert.That(Scores(alone), Is.EqualTo(Scores(together[n])).Within(ScoreTolerance), Sentences()[n]);
            if (Scores(alone).Zip(Scores(alone).Skip(1)).All(pair => pair.First - pair.Second > ScoreTolerance))
            {
                Assert.That(Texts(together[n]), Is.EqualTo(Texts(alone)), Sentences()[n]);
            }
        }
    }

    [Test]
    public void The_order_of_sentences_changes_nothing()
    {
        using var model = Model(AttentionKind.General);
        using var translator = new Translator(model) { Batch = 4 };
        var forward = translator.Translate(Sentences()).Select(result => result.Text);
        var backward = translator.Translate([.. Sentences().Reverse()]).Select(result => result.Text).Reverse();
        Assert.That(backward, Is.EqualTo(forward));
    }

    [Test]
    public async Task A_stream_of_sentences_is_translated_group_by_group_in_its_order()
    {
        using var model = Model(AttentionKind.General);
        using var translator = new Translator(model) { Batch = 4 };
        var options = new DecodingOptions { MaxLength = 8 };
        var (taken, texts) = (0, new List<string>());
        await foreach (var translation in translator.TranslateAsync(SourceAsync(), options))
        {
            Assert.That(taken, Is.EqualTo(Math.Min(Sentences().Length, (texts.Count / 4 * 4) + 4)), "no more than a group ahead");
            texts.Add(translation.Text);
        }
        Assert.That(texts, Is.EqualTo(translator.Translate(Sentences(), options).Select(result => result.Text)));

        async IAsyncEnumerable<string> SourceAsync()
        {
            foreach (var sentence in Sentences())
            {
                await Task.Yield();
                taken++;
                yield return sentence;
            }
        }
    }

    [Test]
    public void A_stream_of_sentences_stops_when_it_is_cancelled()
    {
        using var model = Model(AttentionKind.None);
        using var translator = new Translator(model) { Batch = 1 };
        using var source = new CancellationTokenSource();
        var done = 0;
        Assert.That(
            async () =>
            {
                await foreach (var _ in translator.TranslateAsync(Sentences().ToAsyncEnumerable(), cancellation: source.Token))
                {
                    if (++done == 2)
                    {
                        await source.CancelAsync();
                    }
                }
            },
            Throws.InstanceOf<OperationCanceledException>());
        Assert.That(done, Is.EqualTo(2));
    }

    [Test]
    public void Attention_is_a_distribution_over_the_source_for_each_token()
    {
        using var model = Model(AttentionKind.Additive);
        using var translator = new Translator(model);
        var results = translator.Translate(Sentences(), new DecodingOptions { ReturnAttention = true, MaxLength = 8 });
        foreach (var result in results)
        {
            var best = result.Candidates[0];
            Assert.That(best.Hypothesis.Attention, Has.Count.EqualTo(best.Tokens.Count));
            foreach (var weights in best.Hypothesis.Attention)
            {
                Assert.That(weights.ToArray()[..result.SourceTokens.Count].Sum(), Is.EqualTo(1).Within(1e-5));
                Assert.That(weights.ToArray()[result.SourceTokens.Count..], Is.All.Zero, "padding");
            }
        }
    }

    [Test]
    public void An_empty_sentence_becomes_an_empty_one()
    {
        using var model = Model(AttentionKind.None);
        using var translator = new Translator(model);
        var results = translator.Translate(["a b", "  ", "c"]);
        Assert.That(results[1].Text, Is.Empty);
        Assert.That(results[1].Candidates, Is.Empty);
        Assert.That((results[0].Source, results[2].Source), Is.EqualTo(("a b", "c")));
    }

    [Test]
    public void Unknown_words_are_named()
    {
        using var model = Model(AttentionKind.None);
        using var translator = new Translator(model);
        Assert.That(translator.Translate(["a zebra b"])[0].UnknownTokens, Is.EqualTo(new[] { "zebra" }));
    }

    [Test]
    public void A_sentence_beyond_the_limit_is_refused_by_number()
    {
        using var model = Model(AttentionKind.None);
        using var translator = new Translator(model);
        var endless = string.Join(' ', Enumerable.Repeat("a", Translator.MaxSourceTokens));
        Assert.That(
            () => translator.Translate(["a", endless]), Throws.ArgumentException.With.Message.Contains("Sentence 2"));
    }

    private static Seq2SeqModel Model(AttentionKind attention) => SmallPairs.Model(_corpus, SmallPairs.Shape(attention));

    private static string[] Sentences() => [.. SmallPairs.Pairs(10, seed: 8).Select(pair => pair.Source)];

    private static double[] Scores(Translation result) =>
        [.. result.Candidates.Select(candidate => candidate.Hypothesis.Score)];

    private static string[] Texts(Translation result) => [.. result.Candidates.Select(candidate => candidate.Text)];
}
