using System.Text.Json;
using NUnit.Framework;
using NUnit.Framework.Constraints;

namespace NativeRnn.Tests.Evaluation;

/// <summary>Every score that sacreBLEU 2.6.0 left in <c>bleu.json</c> and <c>sacrebleu_more.json</c>.</summary>
public class BleuGoldenTests
{
    private static readonly JsonElement _stored = StoredScores.Read("bleu.json");
    private static readonly JsonElement _more = StoredScores.Read("sacrebleu_more.json");

    [Test]
    public void Corpus_scores_equal_those_of_sacreBLEU()
    {
        var hypotheses = _stored.GetProperty("hypotheses").Texts();
        var entries = _stored.GetProperty("corpus").EnumerateArray().ToArray();
        Assert.That(entries, Has.Length.EqualTo(240));
        foreach (var entry in entries)
        {
            var part = entry.Whole("first")..entry.Whole("last_exclusive");
            var references = StoredScores.References(_stored, entry.Whole("n_refs"));
            var score = Bleu.OfCorpus(hypotheses[part], references[part], StoredScores.BleuSettings(entry));
            ExpectEqual(score, entry, $"{part} of {entry.Text("signature")}, order {entry.Whole("max_order")}");
            Assert.That(
                StoredScores.WithoutVersion(score.Signature),
                Is.EqualTo(StoredScores.WithoutVersion(entry.Text("signature"))));
        }
    }

    [Test]
    public void Sentence_scores_equal_those_of_sacreBLEU()
    {
        var hypotheses = _stored.GetProperty("hypotheses").Texts();
        var entries = _stored.GetProperty("sentence").EnumerateArray().ToArray();
        Assert.That(entries, Has.Length.EqualTo(48));
        foreach (var entry in entries)
        {
            var references = StoredScores.References(_stored, entry.Whole("n_refs"));
            var results = entry.GetProperty("results");
            Assert.That(results.GetArrayLength(), Is.EqualTo(hypotheses.Length));
            for (var i = 0; i < hypotheses.Length; i++)
            {
                var score = Bleu.OfSentence(hypotheses[i], references[i], StoredScores.BleuSettings(entry));
                ExpectEqual(score, results[i], $"'{hypotheses[i]}', {score.Signature}");
            }
        }
    }

    [TestCase("hypotheses")]
    [TestCase("references")]
    [TestCase("references2")]
    public void Tokens_of_13a_equal_those_of_sacreBLEU(string texts)
    {
        var tokenized = _stored.GetProperty("tokenized_13a").GetProperty(texts).Texts();
        var tokens = _stored.GetProperty(texts).Texts()
            .Select(text => string.Join(' ', Bleu.Tokenize(text)));
        Assert.That(tokens, Is.EqualTo(tokenized));
    }

    [Test]
    public void Odd_characters_and_numbers_of_references_change_nothing_in_the_agreement()
    {
        var hypotheses = _more.GetProperty("hypotheses").Texts();
        string[][] references = [.. _more.GetProperty("references").EnumerateArray().Select(StoredScores.Texts)];
        foreach (var entry in _more.GetProperty("bleu").EnumerateArray())
        {
            var options = StoredScores.BleuSettings(entry);
            var score = Bleu.OfCorpus(hypotheses, references, options);
            ExpectEqual(score, entry, $"{entry.Text("signature")}, order {options.MaxOrder}");
            Assert.That(
                StoredScores.WithoutVersion(score.Signature),
                Is.EqualTo(StoredScores.WithoutVersion(entry.Text("signature"))));
            var sentences = hypotheses.Zip(references, (one, its) => Bleu.OfSentence(one, its, options).Score);
            Assert.That(
                sentences, Is.EqualTo(entry.GetProperty("sentences").Numbers()).Within(StoredScores.Tolerance));
        }
    }

    private static void ExpectEqual(BleuScore score, JsonElement stored, string which)
    {
        Assert.Multiple(() =>
        {
            Assert.That(score.Score, Is.EqualTo(stored.Real("score")).Within(StoredScores.Tolerance), which);
            Assert.That(score.Precisions, Near(stored, "precisions"), which);
            Assert.That(score.Counts, Near(stored, "counts"), which);
            Assert.That(score.Totals, Near(stored, "totals"), which);
            Assert.That(score.BrevityPenalty, Is.EqualTo(stored.Real("bp")).Within(StoredScores.Tolerance), which);
            Assert.That(score.HypothesisLength, Is.EqualTo(stored.Whole("sys_len")), which);
            Assert.That(score.ReferenceLength, Is.EqualTo(stored.Whole("ref_len")), which);
        });
    }

    private static EqualConstraint Near(JsonElement stored, string name) =>
        Is.EqualTo(stored.GetProperty(name).Numbers()).Within(StoredScores.Tolerance);
}
