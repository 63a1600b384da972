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
