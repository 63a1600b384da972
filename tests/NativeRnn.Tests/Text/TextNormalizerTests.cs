using NUnit.Framework;

namespace NativeRnn.Tests.Text;

public class TextNormalizerTests
{
    [TestCase("", "")]
    [TestCase("The Time Machine", "the time machine")]
    [TestCase("  a  b  ", "a b")]
    [TestCase("don't -- stop!", "don t stop")]
    [TestCase("one\ntwo", "onetwo")]
    [TestCase("one \n two", "onetwo")]
    [TestCase("one\r\ntwo\rthree", "onetwothree")]
    [TestCase("\n\n a \n\n\n b\n", "ab")]
    [TestCase("a\fb\u2028c\td", "a b c d")]
    [TestCase("Café naïve", "caf na ve")]
    [TestCase("12 \n 34", "")]
    [TestCase("\u212A K", "k")] // the Kelvin sign is no K
    [TestCase("a😀b", "a b")]
    public void Letters_keeps_letters_of_each_line_and_nothing_between_lines(string text, string expected) =>
        Assert.That(TextNormalizer.Normalize(text, Normalization.Letters), Is.EqualTo(expected));

    [TestCase("one\ntwo\n\nthree 3\n4", "one\ntwo\nthree\n")]
    [TestCase("one\r\ntwo", "one\ntwo")]
    public void Letters_can_keep_lines_apart(string text, string expected) =>
        Assert.That(TextNormalizer.Normalize(text, Normalization.Letters, "\n"), Is.EqualTo(expected));

    [TestCase("A\r\nB  C!\n", "a\r\nb  c!\n")]
    [TestCase("ÀÉÎ Ωμέγα ЖЗ", "àéî ωμέγα жз")]
    [TestCase("\U00010400", "\U00010428")] // a pair of surrogates
    [TestCase("Iı", "iı")] // invariant, whatever the culture
    public void Lower_only_lowers(string text, string expected) =>
        Assert.That(TextNormalizer.Normalize(text, Normalization.Lower), Is.EqualTo(expected));

    [TestCase("Go.", "go .")]
    [TestCase("Va !", "va !")]
    [TestCase("Va\u202F!", "va !")]
    [TestCase("Qui\u00A0?! ", "qui ? ! ")]
    [TestCase("Well, I... see", "well , i . . . see")]
    [TestCase("?a", "?a")] // nothing is put before the text
    [TestCase("a\n.b\r\n", "a\n .b\r\n")]
    [TestCase("3.14; C'EST ÇA", "3 .14; c'est ça")]
    [TestCase("", "")]
    public void Separated_puts_a_space_before_punctuation(string text, string expected) =>
        Assert.That(TextNormalizer.Normalize(text, Normalization.Separated), Is.EqualTo(expected));

    [Test]
    public void Separating_separated_text_changes_nothing()
    {
        const string text = "well , i . . . see";
        Assert.That(TextNormalizer.Normalize(text, Normalization.Separated), Is.SameAs(text));
    }

    [Test]
    public void Separated_random_text_agrees_with_the_code_of_the_book()
    {
        RandomSource random = new(22);
        const string alphabet = "aZ .,!?\n\u202F\u00A0é";
        for (int trial = 0; trial < 2000; trial++)
        {
            string text = string.Concat(
                Enumerable.Range(0, random.Next(20)).Select(_ => alphabet[random.Next(alphabet.Length)]));
            string lower = text.Replace('\u202F', ' ').Replace('\u00A0', ' ').ToLowerInvariant();
            IEnumerable<string> book = lower.Select((character, i) =>
                i > 0 && ",.!?".Contains(character) && lower[i - 1] != ' ' ? $" {character}" : $"{character}");
            Assert.That(
                TextNormalizer.Normalize(text, Normalization.Separated), Is.EqualTo(string.Concat(book)), $"'{text}'");
        }
    }

    [Test]
    public void None_keeps_everything()
    {
        const string text = " A\r\nB\t\n";
        Assert.That(TextNormalizer.Normalize(text, Normalization.None, "-"), Is.SameAs(text));
    }

    [Test]
    public void A_normalisation_that_does_not_exist_is_refused() => Assert.That(
        () => TextNormalizer.Normalize("a", (Normalization)9),
        Throws.TypeOf<ArgumentOutOfRangeException>().With.Property("ParamName").EqualTo("normalization"));

    [Test]
    public void Letters_of_random_text_agree_with_the_regular_expression_of_the_book()
    {
        RandomSource random = new(21);
        const string alphabet = "aZb \n\r.é";
        for (int trial = 0; trial < 2000; trial++)
        {
            string text = string.Concat(
                Enumerable.Range(0, random.Next(20)).Select(_ => alphabet[random.Next(alphabet.Length)]));
            IEnumerable<string> lines = text.Replace("\r\n", "\n").Replace('\r', '\n').Split('\n');
            string expected = string.Concat(lines.Select(line =>
                System.Text.RegularExpressions.Regex.Replace(line, "[^A-Za-z]+", " ").Trim().ToLowerInvariant()));
            Assert.That(TextNormalizer.Normalize(text, Normalization.Letters), Is.EqualTo(expected), $"'{text}'");
        }
    }
}
