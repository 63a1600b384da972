using System.Text;
using NUnit.Framework;

namespace NativeRnn.Tests.Text;

public class TextCodecTests
{
    private static readonly Vocabulary _abc = Vocabulary.FromTokens(["<unk>", "a", "b", "c", " "]);

    [Test]
    public void A_prompt_is_normalised_as_the_text_was()
    {
        TextCodec codec = new(_abc, Normalization.Letters, TokenUnit.Char);
        Assert.That(codec.Encode("  A... B\nC").Ids.ToArray(), Is.EqualTo(new[] { 1, 4, 2, 3 }));
    }

    [Test]
    public void Unknown_characters_are_counted_and_named_once()
    {
        EncodedText prompt = new TextCodec(_abc, Normalization.None, TokenUnit.Char).Encode("a😀b?😀");
        Assert.That(prompt.Ids.ToArray(), Is.EqualTo(new[] { 1, 0, 2, 0, 0 }));
        Assert.That(prompt.UnknownTokens, Is.EqualTo(new[] { "😀", "?" }));
        Assert.That(prompt.UnknownCount, Is.EqualTo(3));
    }

    [Test]
    public void An_empty_prompt_has_no_ids()
    {
        EncodedText prompt = new TextCodec(_abc, Normalization.Letters, TokenUnit.Char).Encode("!?");
        Assert.That(prompt.Ids.Length, Is.Zero);
        Assert.That(prompt.UnknownCount, Is.Zero);
    }

    [Test]
    public void Words_decode_with_spaces_between()
    {
        Vocabulary vocabulary = Vocabulary.Build(["big", "bad", "wolf"]);
        TextCodec codec = new(vocabulary, Normalization.Lower, TokenUnit.Word);
        Assert.That(codec.Decode(codec.Encode("Bad\nwolf cub").Ids.Span), Is.EqualTo("bad wolf <unk>"));
    }

    [TestCase("Go.", "go.")]
    [TestCase("Hello,  my\u00A0friend !", "hello, my friend!")]
    [TestCase("It's 3.14... isn't it?", "it's 3.14... isn't it?")]
    [TestCase(". a", ". a")]
    public void Words_of_separated_text_decode_without_the_spaces_before_punctuation(string text, string expected)
    {
        Corpus corpus = Corpus.FromText(
            text, new CorpusOptions { Normalization = Normalization.Separated, Unit = TokenUnit.Word });
        Assert.That(corpus.Codec.Decode(corpus.Tokens.Span), Is.EqualTo(expected));
        StringBuilder shown = new();
        foreach (int id in corpus.Tokens.Span)
        {
            corpus.Codec.AppendTo(shown, id, first: shown.Length == 0);
        }

        Assert.That(shown.ToString(), Is.EqualTo(expected));
    }

    [Test]
    public void Punctuation_of_other_texts_stays_apart()
    {
        Corpus corpus = Corpus.FromText("Go !", new CorpusOptions { Unit = TokenUnit.Word });
        Assert.That(corpus.Codec.Decode(corpus.Tokens.Span), Is.EqualTo("Go !"));
    }

    [TestCase(int.MaxValue, new[] { 4, 5, 3 })]
    [TestCase(3, new[] { 4, 5, 3 })]
    [TestCase(2, new[] { 4, 5 })]
    [TestCase(1, new[] { 4 })]
    public void A_sentence_ends_with_the_end_token_unless_it_is_cut(int steps, int[] expected)
    {
        EncodedText encoded = Sentences("go", ".").EncodeSentence("Go.", steps);
        Assert.That(encoded.Ids.ToArray(), Is.EqualTo(expected));
    }

    [Test]
    public void An_empty_sentence_is_its_end_token() => Assert.That(
        Sentences("go").EncodeSentence(" ").Ids.ToArray(), Is.EqualTo(new[] { Vocabulary.EndIndex }));

    [Test]
    public void Marks_written_in_a_sentence_are_unknown_words()
    {
        EncodedText encoded = Sentences("go").EncodeSentence("go <eos> <pad> <bos> hm go");
        Assert.That(encoded.Ids.ToArray(), Is.EqualTo(new[] { 4, 0, 0, 0, 0, 4, 3 }));
        Assert.That(encoded.UnknownTokens, Is.EqualTo(new[] { "<eos>", "<pad>", "<bos>", "hm" }));
        Assert.That(encoded.UnknownCount, Is.EqualTo(4));
    }

    [Test]
    public void A_sentence_needs_a_vocabulary_with_marks_and_a_step() => Assert.Multiple(() =>
    {
        TextCodec codec = new(_abc, Normalization.None, TokenUnit.Char);
        Assert.That(() => codec.EncodeSentence("a"), Throws.InvalidOperationException.With.Message.Contains("<eos>"));
        Assert.That(() => Sentences().EncodeSentence("a", 0), Throws.TypeOf<ArgumentOutOfRangeException>());
    });

    private static TextCodec Sentences(params string[] words) => new(
        Vocabulary.FromTokens(["<unk>", "<pad>", "<bos>", "<eos>", .. words]), Normalization.Separated, TokenUnit.Word);

    [TestCase(TokenUnit.Char)]
    [TestCase(TokenUnit.Word)]
    public void Text_shown_token_by_token_is_the_decoded_text(TokenUnit unit)
    {
        Corpus corpus = Corpus.FromText("a b ab c", new CorpusOptions { Unit = unit });
        StringBuilder shown = new();
        foreach (int id in corpus.Tokens.Span)
        {
            corpus.Codec.AppendTo(shown, id, first: shown.Length == 0);
        }

        Assert.That(shown.ToString(), Is.EqualTo("a b ab c"));
        Assert.That(corpus.Codec.Decode(corpus.Tokens.Span), Is.EqualTo("a b ab c"));
    }

    [Test]
    public void An_id_outside_the_vocabulary_is_refused()
    {
        TextCodec codec = new(_abc, Normalization.None, TokenUnit.Char);
        Assert.That(() => codec.Decode([1, 5]), Throws.TypeOf<ArgumentOutOfRangeException>());
    }

    [Test]
    public void A_normalisation_that_does_not_exist_is_refused() => Assert.That(
        () => new TextCodec(_abc, (Normalization)9, TokenUnit.Char),
        Throws.TypeOf<ArgumentOutOfRangeException>().With.Property("ParamName").EqualTo("normalization"));
}
