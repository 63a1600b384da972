using System.Text.Json;
using NUnit.Framework;
using NUnit.Framework.Constraints;

namespace NativeRnn.Tests.Evaluation;

public class ChrFTests
{
    private static readonly JsonElement _stored = StoredScores.Read("bleu.json");
    private static readonly JsonElement _more = StoredScores.Read("sacrebleu_more.json");

    [TestCase("own", 24)]
    [TestCase("bleu.json, references", 24)]
    [TestCase("bleu.json, both", 24)]
    public void Scores_equal_those_of_sacreBLEU(string texts, int least)
    {
        var (hypotheses, references) = Texts(texts);
        var entries = _more.GetProperty("chrf").EnumerateArray().Where(entry => entry.Text("texts") == texts).ToArray();
        Assert.That(entries, Has.Length.AtLeast(least));
        foreach (var entry in entries)
        {
            var options = Settings(entry);
            var score = ChrF.OfCorpus(hypotheses, references, options);
            Assert.That(score.Score, Is.EqualTo(entry.Real("score")).Within(StoredScores.Tolerance), entry.Text("signature"));
            Assert.That(score.Name, Is.EqualTo(entry.Text("name")));
            Assert.That(
                StoredScores.WithoutVersion(score.Signature),
                Is.EqualTo(StoredScores.WithoutVersion(entry.Text("signature"))));
            var sentences = hypotheses.Zip(references, (one, its) => ChrF.OfSentence(one, its, options).Score);
            Assert.That(
                sentences,
                Is.EqualTo(entry.GetProperty("sentences").Numbers()).Within(StoredScores.Tolerance),
                entry.Text("signature"));
        }
    }

    [Test]
    public void Equal_texts_score_100()
    {
        string[] texts = ["The cat sat.", "a", "🍕🍕"];
        Assert.That(ChrF.OfCorpus(texts, texts).Score, Is.EqualTo(100).Within(StoredScores.Tolerance));
        Assert.That(ChrF.OfCorpus(texts, texts, ChrFOptions.PlusPlus).Score, Is.EqualTo(100).Within(StoredScores.Tolerance));
    }

    [Test]
    public void White_space_does_not_count_unless_asked_for()
    {
        var without = ChrF.OfSentence("a b c", ["abc"]);
        var with = ChrF.OfSentence("a b c", ["abc"], new ChrFOptions { CountsWhitespace = true });
        Assert.That(without.Score, Is.EqualTo(100).Within(StoredScores.Tolerance));
        Assert.That(with.Score, Is.LessThan(50));
    }

    [Test]
    public void Settings_out_of_range_are_refused_by_name()
    {
        Assert.Multiple(() =>
        {
            Assert.That(() => new ChrFOptions { CharacterOrder = 0 }, Refused(nameof(ChrFOptions.CharacterOrder)));
            Assert.That(() => new ChrFOptions { CharacterOrder = 101 }, Refused(nameof(ChrFOptions.CharacterOrder)));
            Assert.That(() => new ChrFOptions { WordOrder = -1 }, Refused(nameof(ChrFOptions.WordOrder)));
            Assert.That(() => new ChrFOptions { WordOrder = 101 }, Refused(nameof(ChrFOptions.WordOrder)));
            Assert.That(() => new ChrFOptions { Beta = 0 }, Refused(nameof(ChrFOptions.Beta)));
        });
    }

    private static EqualStringConstraint Refused(string parameter) =>
        Throws.TypeOf<ArgumentOutOfRangeException>().With.Property("ParamName").EqualTo(parameter);

    private static (string[] Hypotheses, string[][] References) Texts(string name) => name switch
    {
        "own" => (
            _more.GetProperty("hypotheses").Texts(),
            [.. _more.GetProperty("references").EnumerateArray().Select(StoredScores.Texts)]),
        "bleu.json, both" => (_stored.GetProperty("hypotheses").Texts(), StoredScores.References(_stored, 2)),
        _ => (_stored.GetProperty("hypotheses").Texts(), StoredScores.References(_stored, 1)),
    };

    private static ChrFOptions Settings(JsonElement entry) => new()
    {
        CharacterOrder = entry.Whole("char_order"),
        WordOrder = entry.Whole("word_order"),
        Beta = entry.Whole("beta"),
        IsLowercase = entry.Flag("lowercase"),
        CountsWhitespace = entry.Flag("whitespace"),
        UsesEpsilonSmoothing = entry.Flag("eps_smoothing"),
    };
}
