using NUnit.Framework;

namespace NativeRnn.Tests.Data;

internal sealed class LabelledSequencesTests
{
    private static readonly TaggedSentence[] _sentences =
    [
        new(["The", "cat", "sleeps"], ["D", "N", "V"]), new(["the", "dog"], ["D", "N"]), new(["Cat"], ["N"]),
    ];

    [Test]
    public void Labels_and_tokens_come_by_falling_frequency()
    {
        var data = LabelledSequences.FromSentences(_sentences, new LabelledSequencesOptions { MinFrequency = 1 });
        Assert.That(data.Labels.Labels, Is.EqualTo(new[] { "N", "D", "V" }));
        Assert.That(data.Codec.Vocabulary.Tokens, Is.EqualTo(new[] { "<unk>", "the", "cat", "sleeps", "dog" }));
        Assert.That(data.TokensOf(0).ToArray(), Is.EqualTo(new[] { 1, 2, 3 }));
        Assert.That(data.LabelsOf(0).ToArray(), Is.EqualTo(new[] { 1, 0, 2 }));
        Assert.That(data.TokensOf(2).ToArray(), Is.EqualTo(new[] { 2 }));
        Assert.That((data.Count, data.TokenCount, data.UnknownCount), Is.EqualTo((3, 6L, 0L)));
    }

    [Test]
    public void Rare_tokens_are_unknown_and_texts_have_one_label()
    {
        var data = LabelledSequences.FromTexts([new("so good", "+"), new("so bad", "-"), new("so so", "+")]);
        Assert.That(data.Codec.Vocabulary.Tokens, Is.EqualTo(new[] { "<unk>", "so" }));
        Assert.That(data.TokensOf(1).ToArray(), Is.EqualTo(new[] { 1, 0 }));
        Assert.That(data.LabelsOf(1).ToArray(), Is.EqualTo(new[] { 1 }));
        Assert.That(data.UnknownCount, Is.EqualTo(2));
    }

    [Test]
    public void What_cannot_be_is_refused_with_its_number()
    {
        var data = LabelledSequences.FromSentences(_sentences);
        Assert.That(
            () => LabelledSequences.FromSentences([_sentences[0], new(["a"], ["X"])], data.Codec, data.Labels),
            Throws.TypeOf<InvalidDataException>().With.Message.Contains("Sequence 2").And.Message.Contains("'X'"));
        Assert.That(
            () => LabelledSequences.FromSentences([new(["a", "b"], ["D"])]),
            Throws.TypeOf<InvalidDataException>().With.Message.Contains("Sentence 1 has 2 tokens and 1 tags"));
        Assert.That(
            () => LabelledSequences.FromSentences([new(["a", ""], ["D", "D"])]),
            Throws.TypeOf<InvalidDataException>().With.Message.Contains("token is empty"));
        Assert.That(
            () => LabelledSequences.FromSentences(_sentences, new() { Normalization = Normalization.Separated }),
            Throws.ArgumentException.With.Message.Contains("None or Lower"));
        Assert.That(() => LabelledSequences.FromTexts([]), Throws.TypeOf<InvalidDataException>());
        Assert.That(() => new LabelSet(["a", "b", "a"]), Throws.ArgumentException.With.Message.Contains("\"a\" is there twice"));
    }

    [TestCase(true, true)]
    [TestCase(true, false)]
    [TestCase(false, true)]
    [TestCase(false, false)]
    public void Every_sequence_comes_once_an_epoch_padded_and_labelled(bool bucketed, bool shuffle)
    {
        var random = new RandomSource(8);
        var sentences = Enumerable.Range(0, 53)
            .Select(_ => Enumerable.Range(0, 1 + random.Next(9)).Select(_ => $"{random.Next(5)}").ToArray())
            .Select(tokens => new TaggedSentence(tokens, [.. tokens.Select(token => $"tag{token}")]));
        var data = LabelledSequences.FromSentences(sentences.ToArray(), new() { MinFrequency = 1 });
        var options = new LabelledBatchOptions { Batch = 8, Steps = 6, Bucketed = bucketed, Shuffle = shuffle };
        var sampler = new LabelledBatchSampler(data, options);
        var (first, padding) = Epoch(sampler, data, random);
        var (second, _) = Epoch(sampler, data, random);
        Assert.That(first.Order(), Is.EqualTo(Enumerable.Range(0, 53)));
        Assert.That(second.Order(), Is.EqualTo(Enumerable.Range(0, 53)));
        Assert.That(second, shuffle ? Is.Not.EqualTo(first) : Is.EqualTo(first));
        Assert.That(padding, bucketed ? Is.LessThan(20) : Is.GreaterThan(40), "padded places");
    }

    [Test]
    public void A_sampler_restored_within_an_epoch_goes_on_alike()
    {
        var texts = Enumerable.Range(0, 40).Select(i =>
            new LabelledText(string.Join(' ', Enumerable.Repeat("x", 1 + i % 7)), $"{i % 3}"));
        var data = LabelledSequences.FromTexts(texts.ToArray());
        var options = new LabelledBatchOptions { Batch = 4 };
        var (left, right) = (new LabelledBatchSampler(data, options), new LabelledBatchSampler(data, options));
        var (leftBatch, rightBatch) = (new LabelledBatch(), new LabelledBatch());
        left.BeginEpoch(new RandomSource(5));
        for (var i = 0; i < 4; i++)
        {
            left.TryNext(leftBatch);
        }
        right.Restore(left.Capture());
        while (left.TryNext(leftBatch))
        {
            Assert.That(right.TryNext(rightBatch), Is.True);
            Assert.That(rightBatch.Sequences.ToArray(), Is.EqualTo(leftBatch.Sequences.ToArray()));
        }
        Assert.That(right.TryNext(rightBatch), Is.False);
        Assert.That(() => right.Restore(left.Capture() with { Position = 11 }), Throws.ArgumentException.With.Message.Contains("batch 11"));
    }

    private static (List<int> Sequences, int Padding) Epoch(LabelledBatchSampler sampler, LabelledSequences data, RandomSource random)
    {
        var (sequences, padding, batch) = (new List<int>(), 0, new LabelledBatch());
        sampler.BeginEpoch(random);
        while (sampler.TryNext(batch))
        {
            sequences.AddRange(batch.Sequences.ToArray());
            var (ids, lengths) = (batch.Source.Ids.ToArray(), batch.Source.Lengths.ToArray());
            for (var n = 0; n < batch.Count; n++)
            {
                var tokens = data.TokensOf(batch.Sequences.Span[n]).ToArray().Take(sampler.Options.Steps).ToArray();
                var labels = data.LabelsOf(batch.Sequences.Span[n]).ToArray().Take(tokens.Length);
                var column = Enumerable.Range(0, batch.Steps).Select(t => (t * batch.Count) + n).ToArray();
                Assert.That(lengths[n], Is.EqualTo(tokens.Length));
                Assert.That(column.Take(lengths[n]).Select(i => ids[i]), Is.EqualTo(tokens));
                Assert.That(
                    column.Select(i => batch.Labels.Span[i]),
                    Is.EqualTo(labels.Concat(Enumerable.Repeat(-1, batch.Steps - lengths[n]))));
                padding += batch.Steps - lengths[n];
            }
        }
        return (sequences, padding);
    }
}
