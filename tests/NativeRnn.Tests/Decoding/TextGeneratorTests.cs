using NativeRnn.Tests.Training;
using NUnit.Framework;

namespace NativeRnn.Tests.Decoding;

internal sealed class TextGeneratorTests
{
    private LanguageModel _model = null!;

    [OneTimeSetUp]
    public void Train()
    {
        var corpus = SmallRun.Corpus();
        _model = SmallRun.Model(corpus);
        using var trainer = new LanguageModelTrainer(_model, corpus.Tokens, SmallRun.Options(epochs: 25));
        trainer.Fit();
    }

    [OneTimeTearDown]
    public void Dispose() => _model.Dispose();

    [Test]
    public void A_trained_model_continues_the_text_that_it_learnt() =>
        Assert.That(
            _model.Generate("the ship sails", new GenerationOptions { Temperature = 0, Length = 12 }),
            Is.EqualTo(" by the lamp"));

    [Test]
    public void The_same_seed_makes_the_same_text_and_another_seed_another()
    {
        var options = new GenerationOptions { Temperature = 2, Length = 60, Seed = 1 };
        var text = _model.Generate("the ", options);
        Assert.That(_model.Generate("the ", options), Is.EqualTo(text));
        Assert.That(_model.Generate("the ", options with { Seed = 2 }), Is.Not.EqualTo(text));
    }

    [Test]
    public void Top_1_equals_greedy()
    {
        var greedy = new GenerationOptions { Temperature = 0, Length = 40 };
        Assert.That(
            _model.Generate("and ", new GenerationOptions { TopK = 1, Length = 40, Seed = 9 }),
            Is.EqualTo(_model.Generate("and ", greedy)));
    }

    // Batches take other paths through the native library than single sequences do.
    [Test]
    public void Tokens_with_embeddings_are_those_of_a_batch_before_and_after_training([Values] CellKind cell)
    {
        var corpus = SmallRun.Corpus();
        using var model = SmallRun.Model(corpus, cell, layers: 2, embed: 9);
        using var generator = new TextGenerator(model);
        Assert.That(Greedy(generator, corpus.Tokens[..4]), Is.EqualTo(GreedyInBatch(model, corpus.Tokens[..4])));
        using var trainer = new LanguageModelTrainer(model, corpus.Tokens, SmallRun.Options());
        trainer.Fit();
        Assert.That(Greedy(generator, corpus.Tokens[..4]), Is.EqualTo(GreedyInBatch(model, corpus.Tokens[..4])));
    }

    private static int[] Greedy(TextGenerator generator, ReadOnlyMemory<int> prompt)
    {
        var (options, random) = (new GenerationOptions { Temperature = 0 }, new RandomSource(0));
        generator.Reset();
        generator.Feed(prompt);
        return [.. Enumerable.Range(0, 20).Select(_ => generator.Next(options, random))];
    }

    // Two equal rows, read from the beginning for each token.
    private static int[] GreedyInBatch(LanguageModel model, ReadOnlyMemory<int> prompt)
    {
        using var tape = new Tape(model.Engine, isTraining: false);
        List<int> tokens = [.. prompt.Span];
        while (tokens.Count < prompt.Length + 20)
        {
            using var state = model.CreateState(batch: 2);
            tape.Reset();
            var ids = tokens.SelectMany(token => new[] { token, token }).ToArray();
            var logits = model.Forward(tape, ids, tokens.Count, batch: 2, state).Value.ToArray();
            var last = logits.AsSpan()[^model.Vocabulary.Count..].ToArray();
            tokens.Add(Array.IndexOf(last, last.Max()));
        }
        return [.. tokens.Skip(prompt.Length)];
    }

    [Test]
    public void The_prompt_at_once_equals_the_prompt_token_by_token()
    {
        using var whole = new TextGenerator(_model);
        using var single = new TextGenerator(_model);
        var ids = _model.Codec.Encode("the night is").Ids;
        whole.Feed(ids);
        for (var i = 0; i < ids.Length; i++)
        {
            single.Feed(ids.Slice(i, 1));
        }
        var greedy = new GenerationOptions { Temperature = 0 };
        var random = new RandomSource(0);
        for (var i = 0; i < 20; i++)
        {
            Assert.That(single.Next(greedy, random), Is.EqualTo(whole.Next(greedy, random)));
        }
    }

    [Test]
    public async Task The_asynchronous_stream_gives_the_same_tokens()
    {
        var options = new GenerationOptions { Length = 30, Seed = 4 };
        using var generator = new TextGenerator(_model);
        var pieces = new List<string>();
        await foreach (var piece in generator.StreamAsync("the ", options))
        {
            pieces.Add(piece);
        }
        Assert.That(string.Concat(pieces), Is.EqualTo(_model.Generate("the ", options)));
    }

    [Test]
    public void Many_threads_share_a_model_each_with_its_own_generator()
    {
        var options = new GenerationOptions { Length = 80, Seed = 6 };
        var expected = _model.Generate("the lamp", options);
        var texts = new string[16];
        Parallel.For(0, texts.Length, i => texts[i] = _model.Generate("the lamp", options));
        Assert.That(texts, Is.All.EqualTo(expected));
    }

    [Test]
    public void An_empty_prompt_and_a_token_before_any_was_fed_are_refused()
    {
        Assert.That(() => _model.Generate(""), Throws.ArgumentException.With.Message.Contains("prompt"));
        using var generator = new TextGenerator(_model);
        Assert.That(
            () => generator.Next(new GenerationOptions(), new RandomSource(0)),
            Throws.InvalidOperationException.With.Message.Contains("Feed"));
    }

    [Test]
    public void Cancellation_stops_between_tokens()
    {
        using var source = new CancellationTokenSource();
        using var generator = new TextGenerator(_model);
        var made = 0;
        Assert.That(
            () =>
            {
                foreach (var _ in generator.Stream("the ", new GenerationOptions { Length = 50 }, source.Token))
                {
                    if (++made == 3)
                    {
                        source.Cancel();
                    }
                }
            },
            Throws.InstanceOf<OperationCanceledException>());
        Assert.That(made, Is.EqualTo(3));
    }
}
