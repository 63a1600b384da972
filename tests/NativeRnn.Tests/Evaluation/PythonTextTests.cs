using NUnit.Framework;

namespace NativeRnn.Tests.Evaluation;

public class PythonTextTests
{
    [Test]
    public void Lower_case_is_that_of_Python()
    {
        foreach (var pair in StoredScores.Read("sacrebleu_more.json").GetProperty("lower").EnumerateArray())
        {
            Assert.That(PythonCase.Lower(pair[0].GetString()!), Is.EqualTo(pair[1].GetString()), pair[0].GetString());
        }
    }

    [Test]
    public void White_space_is_that_of_Python()
    {
        const string Spaces = "\t\n\v\f\r\u001c\u001d\u001e\u001f \u0085\u00a0\u1680\u2000\u200a\u2028\u2029\u202f\u205f\u3000";
        Assert.That(Spaces.Where(character => !PythonText.IsSpace(character)), Is.Empty);
        Assert.That("\u200b\u180e\ufeff\u2060a_\0".Where(PythonText.IsSpace), Is.Empty);
    }

    [TestCase("", new string[0])]
    [TestCase(" \u3000", new string[0])]
    [TestCase("a", new[] { "a" })]
    [TestCase("  a\tbc\u001fd ", new[] { "a", "bc", "d" })]
    public void Words_stand_between_white_space(string text, string[] words)
    {
        Assert.That(PythonText.Split(text), Is.EqualTo(words));
    }

    [TestCase(0, "0.00")]
    [TestCase(1, "1.00")]
    [TestCase(0.125, "0.12")]
    [TestCase(0.375, "0.38")]
    [TestCase(2.625, "2.62")]
    [TestCase(0.285, "0.28")]
    [TestCase(1.115, "1.11")]
    [TestCase(1.005, "1.00")]
    [TestCase(1234567.625, "1234567.62")]
    public void Two_decimals_are_rounded_as_Python_rounds_them(double value, string text)
    {
        Assert.That(PythonText.TwoDecimals(value), Is.EqualTo(text));
    }

    [Test]
    public void Equal_lengths_of_words_do_not_make_equal_ngrams()
    {
        var counts = new NGramCounts(UnitText.OfWords(["ab", "c"]), 2);
        Assert.That(counts.Matches(new NGramCounts(UnitText.OfWords(["a", "bc"]), 2)), Is.Zero);
    }
}
