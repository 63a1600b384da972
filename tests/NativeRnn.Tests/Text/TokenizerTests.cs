using System.Text;
using NUnit.Framework;

namespace NativeRnn.Tests.Text;

public class TokenizerTests
{
    [Test]
    public void Characters_are_unicode_scalar_values() => Assert.That(
        Tokenizer.For(TokenUnit.Char).Tokenize("aé😀\r\n"), Is.EqualTo(new[] { "a", "é", "😀", "\r", "\n" }));

    [Test]
    public void Half_a_surrogate_pair_is_a_token_of_its_own() => Assert.That(
        Tokenizer.For(TokenUnit.Char).Tokenize("a\uD83Db\uDE00"),
        Is.EqualTo(new[] { "a", "\uD83D", "b", "\uDE00" }));

    [TestCase("", "")]
    [TestCase("  \n ", "")]
    [TestCase("one", "one")]
    [TestCase(" one\ttwo \r\n\u00A0three\n", "one|two|three")]
    public void Words_stand_between_white_space(string text, string expected) => Assert.That(
        string.Join('|', Tokenizer.For(TokenUnit.Word).Tokenize(text)), Is.EqualTo(expected));

    [TestCase(TokenUnit.Char, "ab", "a|b")]
    [TestCase(TokenUnit.Word, "big bad wolf", "big|bad|wolf")]
    public void Tokens_join_into_the_text(TokenUnit unit, string expected, string tokens) =>
        Assert.That(Tokenizer.For(unit).Detokenize(tokens.Split('|')), Is.EqualTo(expected));

    [Test]
    public void A_word_that_does_not_begin_the_text_brings_its_space()
    {
        StringBuilder piece = new();
        Tokenizer.For(TokenUnit.Word).AppendTo(piece, "wolf", first: false);
        Assert.That(piece.ToString(), Is.EqualTo(" wolf"));
    }

    [TestCase(TokenUnit.Char)]
    [TestCase(TokenUnit.Word)]
    public void A_visit_ends_when_the_visitor_says_so(TokenUnit unit)
    {
        int visits = 0;
        Tokenizer.For(unit).Visit("a b c d", _ => ++visits < 2);
        Assert.That(visits, Is.EqualTo(2));
    }

    [TestCase(TokenUnit.Char)]
    [TestCase(TokenUnit.Word)]
    public void A_tokenizer_knows_its_unit(TokenUnit unit) =>
        Assert.That(Tokenizer.For(unit).Unit, Is.EqualTo(unit));

    [Test]
    public void A_unit_that_does_not_exist_is_refused() => Assert.That(
        () => Tokenizer.For((TokenUnit)9),
        Throws.TypeOf<ArgumentOutOfRangeException>().With.Property("ParamName").EqualTo("unit"));

    [Test]
    public void Random_text_survives_cutting_into_characters_and_joining()
    {
        RandomSource random = new(22);
        for (int trial = 0; trial < 500; trial++)
        {
            string text = string.Concat(Enumerable.Range(0, random.Next(20)).Select(_ => (char)random.Next(0x10000)));
            Tokenizer tokenizer = Tokenizer.For(TokenUnit.Char);
            Assert.That(tokenizer.Detokenize(tokenizer.Tokenize(text)), Is.EqualTo(text));
        }
    }
}
