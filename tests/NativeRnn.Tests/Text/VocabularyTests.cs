using NUnit.Framework;

namespace NativeRnn.Tests.Text;

public class VocabularyTests
{
    private static readonly string[] _letters = ["b", "a", "c", "a", "b", "d", "a"];

    [Test]
    public void Ties_in_frequency_keep_first_appearance() => Assert.That(
        Vocabulary.Build(_letters).Tokens, Is.EqualTo(new[] { "<unk>", "a", "b", "c", "d" }));

    [Test]
    public void Reserved_tokens_follow_the_unknown_one_in_their_order() => Assert.That(
        Vocabulary.Build(_letters, ["<pad>", "<bos>", "<eos>"]).Tokens,
        Is.EqualTo(new[] { "<unk>", "<pad>", "<bos>", "<eos>", "a", "b", "c", "d" }));

    [Test]
    public void Sentence_marks_stand_where_their_indices_say()
    {
        Vocabulary vocabulary = Vocabulary.Build(_letters, Vocabulary.SentenceMarks);
        Assert.That(vocabulary.HasSentenceMarks, Is.True);
        Assert.That(vocabulary[Vocabulary.Padding], Is.EqualTo(Vocabulary.PaddingIndex));
        Assert.That(vocabulary[Vocabulary.Begin], Is.EqualTo(Vocabulary.BeginIndex));
        Assert.That(vocabulary[Vocabulary.End], Is.EqualTo(Vocabulary.EndIndex));
    }

    [TestCase("<unk>")]
    [TestCase("<unk>", "<pad>", "<bos>")]
    [TestCase("<unk>", "<pad>", "<eos>", "<bos>")]
    [TestCase("<unk>", "a", "<pad>", "<bos>", "<eos>")]
    public void Marks_elsewhere_are_not_sentence_marks(params string[] tokens) =>
        Assert.That(Vocabulary.FromTokens(tokens).HasSentenceMarks, Is.False);

    [Test]
    public void A_reserved_token_that_occurs_stays_where_it_is_reserved()
    {
        Vocabulary vocabulary = Vocabulary.Build(_letters, ["a"]);
        Assert.That(vocabulary.Tokens, Is.EqualTo(new[] { "<unk>", "a", "b", "c", "d" }));
        Assert.That(vocabulary.Frequencies, Is.EqualTo(new[] { 0, 3, 2, 1, 1 }));
    }

    [Test]
    public void The_unknown_token_in_a_text_is_not_a_second_one()
    {
        Vocabulary vocabulary = Vocabulary.Build(["<unk>", "x", "<unk>"]);
        Assert.That(vocabulary.Tokens, Is.EqualTo(new[] { "<unk>", "x" }));
        Assert.That(vocabulary.Frequencies, Is.EqualTo(new[] { 2, 1 }));
    }

    [TestCase(0, "<unk>|a|b|c|d")]
    [TestCase(1, "<unk>|a|b|c|d")]
    [TestCase(2, "<unk>|a|b")]
    [TestCase(4, "<unk>")]
    public void Tokens_rarer_than_the_minimum_frequency_are_unknown(int minFrequency, string expected)
    {
        Vocabulary vocabulary = Vocabulary.Build(_letters, minFrequency: minFrequency);
        Assert.That(string.Join('|', vocabulary.Tokens), Is.EqualTo(expected));
        Assert.That(vocabulary.Frequencies?.Sum(), Is.EqualTo(_letters.Length));
    }

    [Test]
    public void A_token_and_its_index_lead_to_each_other()
    {
        Vocabulary vocabulary = Vocabulary.Build(_letters);
        for (int index = 0; index < vocabulary.Count; index++)
        {
            Assert.That(vocabulary[vocabulary[index]], Is.EqualTo(index));
            Assert.That(vocabulary.IndexOf(vocabulary[index].AsSpan()), Is.EqualTo(index));
        }

        Assert.That(vocabulary.Count, Is.EqualTo(5));
    }

    [Test]
    public void What_is_not_known_has_index_0()
    {
        Vocabulary vocabulary = Vocabulary.Build(_letters);
        Assert.That(vocabulary["z"], Is.Zero);
        Assert.That(vocabulary.TryGetIndex("z", out int index), Is.False);
        Assert.That(index, Is.Zero);
        Assert.That(vocabulary.TryGetIndex("d", out index), Is.True);
        Assert.That(index, Is.EqualTo(4));
    }

    [Test]
    public void Encoding_and_decoding_are_inverse_but_for_unknown_tokens()
    {
        Vocabulary vocabulary = Vocabulary.Build(_letters);
        int[] ids = vocabulary.Encode(["d", "z", "a"]);
        Assert.That(ids, Is.EqualTo(new[] { 4, 0, 1 }));
        Assert.That(vocabulary.Decode(ids), Is.EqualTo(new[] { "d", "<unk>", "a" }));
    }

    [TestCase(-1)]
    [TestCase(5)]
    public void An_index_outside_is_refused(int index)
    {
        Vocabulary vocabulary = Vocabulary.Build(_letters);
        Assert.That(
            () => vocabulary[index],
            Throws.TypeOf<ArgumentOutOfRangeException>().With.Property("ParamName").EqualTo("index"));
    }

    [Test]
    public void Stored_tokens_give_the_same_vocabulary()
    {
        Vocabulary built = Vocabulary.Build(_letters, ["<pad>"]);
        Vocabulary restored = Vocabulary.FromTokens(built.Tokens);
        Assert.That(restored.Tokens, Is.EqualTo(built.Tokens));
        Assert.That(restored.Encode(_letters), Is.EqualTo(built.Encode(_letters)));
        Assert.That(restored.Frequencies, Is.Null);
    }

    [TestCase("", "begin with the token <unk>")]
    [TestCase("a|<unk>", "begin with the token <unk>")]
    [TestCase("<unk>|a|b|a", "'a' stands twice")]
    [TestCase("<unk>||b", "must not be empty")]
    public void Stored_tokens_that_are_no_vocabulary_are_refused(string tokens, string sentence) => Assert.That(
        () => Vocabulary.FromTokens(tokens.Split('|')),
        Throws.ArgumentException.With.Property("ParamName").EqualTo("tokens").And.Message.Contains(sentence));

    [Test]
    public void No_tokens_at_all_are_no_vocabulary() => Assert.That(
        () => Vocabulary.FromTokens([]), Throws.ArgumentException.With.Message.Contains("<unk>"));

    [TestCase("<unk>")]
    [TestCase("<pad>|<pad>")]
    [TestCase("")]
    public void Reserved_tokens_must_be_distinct_and_not_empty(string reserved) => Assert.That(
        () => Vocabulary.Build(_letters, reserved.Split('|')),
        Throws.ArgumentException.With.Property("ParamName").EqualTo("reserved"));

    [Test]
    public void A_negative_minimum_frequency_is_refused() => Assert.That(
        () => Vocabulary.Build(_letters, minFrequency: -1),
        Throws.TypeOf<ArgumentOutOfRangeException>().With.Property("ParamName").EqualTo("minFrequency"));

    [Test]
    public void Random_texts_give_falling_frequencies_that_add_up()
    {
        RandomSource random = new(23);
        for (int trial = 0; trial < 200; trial++)
        {
            int kinds = 1 + random.Next(12);
            string[] text = [.. Enumerable.Range(0, random.Next(60)).Select(_ => $"{random.Next(kinds)}")];
            Vocabulary vocabulary = Vocabulary.Build(text);
            long[] frequencies = [.. vocabulary.Frequencies!.Skip(1)];
            Assert.That(frequencies, Is.Ordered.Descending);
            Assert.That(frequencies.Sum(), Is.EqualTo(text.Length));
            Assert.That(vocabulary.Decode(vocabulary.Encode(text)), Is.EqualTo(text));
            for (int i = 1; i < frequencies.Length; i++)
            {
                bool tie = frequencies[i] == frequencies[i - 1];
                Assert.That(!tie || Array.IndexOf(text, vocabulary[i]) < Array.IndexOf(text, vocabulary[i + 1]));
            }
        }
    }
}
