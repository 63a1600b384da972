using NUnit.Framework;
using NUnit.Framework.Constraints;

namespace NativeRnn.Tests.Evaluation;

public class BleuTests
{
    private const int Cases = 200;
    private const int LeastWords = 4; // so that every order up to four exists

    private static readonly string[] _words = ["the", "The", "cat", "dog", "sat", "on", "mat,", "3.5", "a", "."];

    [Test]
    public void Identical_sentences_score_100_under_every_setting_without_addition()
    {
        var random = new Random(1);
        foreach (var options in Settings().Where(options => options.Smoothing != BleuSmoothing.AddK))
        {
            string[] texts = [.. Enumerable.Range(0, 5).Select(_ => Sentence(random, LeastWords))];
            var score = Bleu.OfCorpus(texts, texts, options);
            Assert.That(score.Score, Is.EqualTo(100).Within(StoredScores.Tolerance), score.Signature);
        }
    }

    [Test]
    public void The_order_of_the_sentences_does_not_matter()
    {
        var random = new Random(2);
        foreach (var options in Settings())
        {
            var (hypotheses, references) = Corpus(random, 6);
            var order = Enumerable.Range(0, 6).ToArray();
            random.Shuffle(order);
            var score = Bleu.OfCorpus(hypotheses, references, options);
            string[] shuffled = [.. order.Select(i => hypotheses[i])];
            IReadOnlyList<string>[] theirs = [.. order.Select(i => references[i])];
            Assert.That(Bleu.OfCorpus(shuffled, theirs, options).Score, Is.EqualTo(score.Score), score.Signature);
        }
    }

    [Test]
    public void The_order_of_the_references_does_not_matter()
    {
        var random = new Random(3);
        for (var i = 0; i < Cases; i++)
        {
            var (hypotheses, references) = Corpus(random, 3);
            var score = Bleu.OfCorpus(hypotheses, references).Score;
            IReadOnlyList<string>[] reversed = [.. references.Select(some => some.Reverse().ToArray())];
            Assert.That(Bleu.OfCorpus(hypotheses, reversed).Score, Is.EqualTo(score));
        }
    }

    [Test]
    public void A_score_lies_between_0_and_100_and_precisions_too()
    {
        var random = new Random(4);
        var settings = Settings().ToArray();
        for (var i = 0; i < Cases; i++)
        {
            var (hypotheses, references) = Corpus(random, 1 + random.Next(4));
            var score = Bleu.OfCorpus(hypotheses, references, settings[i % settings.Length]);
            Assert.That(score.Score, Is.InRange(0, 100 + StoredScores.Tolerance), score.Signature);
            Assert.That(score.BrevityPenalty, Is.InRange(0, 1), score.Signature);
            Assert.That(score.Precisions, Has.All.InRange(0, 100), score.Signature);
        }
    }

    [Test]
    public void Another_reference_never_takes_matches_away()
    {
        var random = new Random(5);
        for (var i = 0; i < Cases; i++)
        {
            var (hypotheses, references) = Corpus(random, 3);
            IReadOnlyList<string>[] more = [.. references.Select(some => some.Append(Sentence(random, 1)).ToArray())];
            var fewer = Bleu.OfCorpus(hypotheses, references).Counts;
            var counts = Bleu.OfCorpus(hypotheses, more).Counts;
            Assert.That(counts.Zip(fewer, (own, other) => own - other), Has.All.AtLeast(0));
        }
    }

    [Test]
    public void A_corpus_is_no_mean_of_its_sentences()
    {
        string[] hypotheses = ["a b c d e f g h", "x"];
        string[] references = ["a b c d e f g h", "y"];
        var corpus = Bleu.OfCorpus(hypotheses, references).Score;
        Assert.That(corpus, Is.EqualTo(100 * Math.Pow(8 / 9.0, 0.25)).Within(StoredScores.Tolerance));
    }

    [Test]
    public void A_sentence_takes_the_effective_order_unless_told_otherwise()
    {
        Assert.That(Bleu.OfSentence("a b", ["a b"]).Score, Is.EqualTo(100).Within(StoredScores.Tolerance));
        Assert.That(Bleu.OfSentence("a b", ["a b"], new BleuOptions()).Score, Is.Zero);
    }

    [Test]
    public void The_signature_names_this_library_and_its_version()
    {
        Assert.That(
            Bleu.OfSentence("a", ["a", "b"]).Signature,
            Is.EqualTo("nrefs:2|case:mixed|eff:yes|tok:13a|smooth:exp|version:nativernn-0.1.0"));
    }

    [Test]
    public void Lists_that_do_not_fit_are_refused_with_both_counts()
    {
        Assert.Multiple(() =>
        {
            Assert.That(() => Bleu.OfCorpus(["a", "b"], ["a"]), Refused("references", "2 hypotheses but references for 1"));
            Assert.That(() => Bleu.OfCorpus([], Array.Empty<string>()), Refused("hypotheses", "no hypothesis"));
            Assert.That(() => Bleu.OfCorpus(["a"], [Array.Empty<string>()]), Refused("references", "at least one reference"));
            Assert.That(() => Bleu.OfCorpus([null!], ["a"]), Refused("hypotheses", "is null"));
            Assert.That(() => Bleu.OfSentence("a", [null!]), Refused("references", "none null"));
        });
    }

    [Test]
    public void Settings_out_of_range_are_refused_by_name()
    {
        Assert.Multiple(() =>
        {
            Assert.That(() => new BleuOptions { MaxOrder = 0 }, Refused("MaxOrder", ""));
            Assert.That(() => new BleuOptions { MaxOrder = 101 }, Refused("MaxOrder", ""));
            Assert.That(() => new BleuOptions { SmoothingValue = -0.1 }, Refused("SmoothingValue", ""));
            Assert.That(() => new BleuOptions { SmoothingValue = double.NaN }, Refused("SmoothingValue", ""));
            Assert.That(() => new BleuOptions { SmoothingValue = double.PositiveInfinity }, Refused("SmoothingValue", ""));
            Assert.That(() => new BleuOptions { Smoothing = (BleuSmoothing)9 }, Refused("Smoothing", ""));
            Assert.That(() => new BleuOptions { Tokenization = (BleuTokenization)9 }, Refused("Tokenization", ""));
        });
    }

    private static ContainsConstraint Refused(string parameter, string part) =>
        Throws.InstanceOf<ArgumentException>()
            .With.Property("ParamName").EqualTo(parameter).And.Message.Contains(part);

    private static IEnumerable<BleuOptions> Settings() =>
        from tokenization in Enum.GetValues<BleuTokenization>()
        from smoothing in Enum.GetValues<BleuSmoothing>()
        from isLowercase in new[] { false, true }
        from effective in new[] { false, true }
        select new BleuOptions
        {
            Tokenization = tokenization,
            Smoothing = smoothing,
            IsLowercase = isLowercase,
            UsesEffectiveOrder = effective,
        };

    private static (string[] Hypotheses, IReadOnlyList<string>[] References) Corpus(Random random, int count) =>
    (
        [.. Enumerable.Range(0, count).Select(_ => Sentence(random, 0))],
        [.. Enumerable.Range(0, count).Select(_ => new[] { Sentence(random, 1), Sentence(random, 0) })]
    );

    private static string Sentence(Random random, int least) =>
        string.Join(' ', random.GetItems(_words, random.Next(least, least + 12)));
}
