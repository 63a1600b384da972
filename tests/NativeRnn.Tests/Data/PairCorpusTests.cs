using NUnit.Framework;
using NUnit.Framework.Constraints;

namespace NativeRnn.Tests.Data;

public class PairCorpusTests
{
    private TemporaryFolder _folder = null!;

    [SetUp]
    public void CreateFolder() => _folder = new TemporaryFolder();

    [TearDown]
    public void RemoveFolder() => _folder.Dispose();

    [Test]
    public void The_lines_of_the_book_become_these_ids()
    {
        PairCorpus corpus = PairCorpus.FromPairs(SmallPairs.Book);
        Assert.That(
            corpus.SourceCodec.Vocabulary.Tokens,
            Is.EqualTo(new[] { "<unk>", "<pad>", "<bos>", "<eos>", "!", ".", "run" }));
        Assert.That(
            corpus.TargetCodec.Vocabulary.Tokens, Is.EqualTo(new[] { "<unk>", "<pad>", "<bos>", "<eos>", "!" }));
        Assert.That(corpus.Count, Is.EqualTo(8));
        Assert.That(corpus.SourceOf(0).ToArray(), Is.EqualTo(new[] { 0, 5 })); // go .
        Assert.That(corpus.TargetOf(0).ToArray(), Is.EqualTo(new[] { 0, 4 })); // va !
        Assert.That(corpus.SourceOf(3).ToArray(), Is.EqualTo(new[] { 6, 4 }));
        Assert.That(corpus.TargetOf(5).ToArray(), Is.EqualTo(new[] { 0, 0, 4 })); // ça alors !
        Assert.That((corpus.SourceTokenCount, corpus.TargetTokenCount), Is.EqualTo((16L, 19L)));
        Assert.That((corpus.SourceUnknownCount, corpus.TargetUnknownCount), Is.EqualTo((7L, 12L)));
        Assert.That(corpus.IsStreamed, Is.False);
    }

    [Test]
    public void Every_pair_decodes_to_what_it_was_but_for_case_and_spaces()
    {
        PairCorpus corpus = PairCorpus.FromPairs(SmallPairs.Book, SmallPairs.AllKnown);
        IEnumerable<SentencePair> decoded = Enumerable.Range(0, corpus.Count).Select(pair => new SentencePair(
            corpus.SourceCodec.Decode(corpus.SourceOf(pair)), corpus.TargetCodec.Decode(corpus.TargetOf(pair))));
        Assert.That(decoded, Is.EqualTo(SmallPairs.Book.Select(pair => new SentencePair(
            pair.Source.ToLowerInvariant(), pair.Target.ToLowerInvariant().Replace(" !", "!").Replace(" ?", "?")))));
    }

    [Test]
    public void A_file_gives_what_its_pairs_give()
    {
        string path = Write(SmallPairs.Book);
        PairCorpus fromFile = PairCorpus.FromFile(path), fromPairs = PairCorpus.FromPairs(SmallPairs.Book);
        Assert.That(fromFile.Fingerprint, Is.EqualTo(fromPairs.Fingerprint));
        Assert.That(fromFile.SourceCodec.Vocabulary.Tokens, Is.EqualTo(fromPairs.SourceCodec.Vocabulary.Tokens));
        Assert.That(fromFile.TargetCodec.Vocabulary.Tokens, Is.EqualTo(fromPairs.TargetCodec.Vocabulary.Tokens));
    }

    [Test]
    public void Given_codecs_are_kept_and_count_what_they_do_not_know()
    {
        PairCorpus training = PairCorpus.FromPairs(SmallPairs.Book, SmallPairs.AllKnown);
        string path = Write([new("Go now!", "Va !"), new("Run.", "Hop !")]);
        PairCorpus validation = PairCorpus.FromFile(path, training.SourceCodec, training.TargetCodec);
        Assert.That(validation.SourceCodec, Is.SameAs(training.SourceCodec));
        Assert.That(validation.TargetCodec, Is.SameAs(training.TargetCodec));
        Assert.That((validation.SourceUnknownCount, validation.TargetUnknownCount), Is.EqualTo((1L, 1L)));
        Assert.That(validation.SourceCodec.Decode(validation.SourceOf(0)), Is.EqualTo("go <unk>!"));
    }

    [Test]
    public void The_pairs_asked_for_are_the_first_and_alone_make_the_vocabulary()
    {
        PairCorpusOptions options = SmallPairs.AllKnown with { MaxPairs = 2 };
        PairCorpus corpus = PairCorpus.FromPairs(SmallPairs.Book, options);
        Assert.That(corpus.Count, Is.EqualTo(2));
        Assert.That(corpus.SourceCodec.Vocabulary.Tokens.Skip(4), Is.EqualTo(new[] { ".", "go", "hi" }));
        Assert.That(PairCorpus.FromFile(Write(SmallPairs.Book), options).Fingerprint, Is.EqualTo(corpus.Fingerprint));
    }

    [TestCase(4, "")]
    [TestCase(5, "!")]
    [TestCase(7, "! . run")]
    public void The_vocabulary_keeps_the_most_frequent_tokens(int maxVocabulary, string expected)
    {
        PairCorpus corpus = PairCorpus.FromPairs(
            SmallPairs.Book, SmallPairs.AllKnown with { MaxVocabulary = maxVocabulary });
        Assert.That(corpus.SourceCodec.Vocabulary.Count, Is.EqualTo(maxVocabulary));
        Assert.That(corpus.TargetCodec.Vocabulary.Count, Is.EqualTo(maxVocabulary));
        Assert.That(string.Join(' ', corpus.SourceCodec.Vocabulary.Tokens.Skip(4)), Is.EqualTo(expected));
        Assert.That(corpus.SourceCodec.Vocabulary.Frequencies!.Sum(), Is.EqualTo(corpus.SourceTokenCount));
    }

    [Test]
    public void Characters_can_be_the_tokens()
    {
        PairCorpusOptions options = new() { Unit = TokenUnit.Char, Normalization = Normalization.None, MinFrequency = 1 };
        PairCorpus corpus = PairCorpus.FromPairs([new("ab", "Ça")], options);
        Assert.That(corpus.TargetCodec.Vocabulary.Tokens.Skip(4), Is.EqualTo(new[] { "Ç", "a" }));
        Assert.That(corpus.SourceOf(0).ToArray(), Is.EqualTo(new[] { 4, 5 }));
    }

    [Test]
    public void Marks_written_in_a_text_are_unknown_words()
    {
        PairCorpus corpus = PairCorpus.FromPairs([new("<pad> a", "<eos> <bos> b")], SmallPairs.AllKnown);
        Assert.That(corpus.SourceOf(0).ToArray(), Is.EqualTo(new[] { 0, 4 }));
        Assert.That(corpus.TargetOf(0).ToArray(), Is.EqualTo(new[] { 0, 0, 4 }));
        Assert.That(corpus.TargetUnknownCount, Is.EqualTo(2));
    }

    [TestCase(8, false)]
    [TestCase(7, true)]
    [TestCase(1, true)]
    public void More_pairs_than_a_pool_holds_are_streamed(int poolSize, bool streamed)
    {
        PairCorpus whole = PairCorpus.FromPairs(SmallPairs.Book);
        PairCorpus corpus = PairCorpus.FromPairs(SmallPairs.Book, new PairCorpusOptions { PoolSize = poolSize });
        Assert.That(corpus.IsStreamed, Is.EqualTo(streamed));
        Assert.That(corpus.Count, Is.EqualTo(8));
        Assert.That(corpus.Fingerprint, Is.EqualTo(whole.Fingerprint), "pools do not change it");
        Assert.That(
            (corpus.SourceTokenCount, corpus.TargetUnknownCount),
            Is.EqualTo((whole.SourceTokenCount, whole.TargetUnknownCount)));
    }

    [Test]
    public void Streamed_pairs_are_not_in_memory()
    {
        PairCorpus corpus = PairCorpus.FromPairs(SmallPairs.Book, new PairCorpusOptions { PoolSize = 2 });
        Assert.That(() => corpus.SourceOf(0).Length, Throws.InvalidOperationException.With.Message.Contains("PoolSize"));
        Assert.That(() => corpus.TargetOf(0).Length, Throws.InvalidOperationException);
    }

    [TestCase("a b", "c", "a", "b c")] // the same ids side by side, but other sentences
    [TestCase("a b", "c d", "b a", "c d")]
    [TestCase("a", "b", "a", "c")]
    public void Other_pairs_have_another_fingerprint(string source, string target, string otherSource, string otherTarget)
    {
        TextCodec codec = new(
            Vocabulary.Build(["a", "b", "c", "d"], Vocabulary.SentenceMarks), Normalization.None, TokenUnit.Word);
        PairCorpus one = PairCorpus.FromPairs([new(source, target)], codec, codec);
        PairCorpus other = PairCorpus.FromPairs([new(otherSource, otherTarget)], codec, codec);
        Assert.That(other.Fingerprint.Crc, Is.Not.EqualTo(one.Fingerprint.Crc));
    }

    [TestCase(-1)]
    [TestCase(8)]
    public void A_pair_that_is_not_there_is_refused(int pair)
    {
        PairCorpus corpus = PairCorpus.FromPairs(SmallPairs.Book);
        Assert.That(() => corpus.SourceOf(pair).Length, Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(() => corpus.TargetOf(pair).Length, Throws.TypeOf<ArgumentOutOfRangeException>());
    }

    [Test]
    public void No_pair_at_all_is_refused() => Assert.That(
        () => PairCorpus.FromPairs([]), Throws.TypeOf<InvalidDataException>().With.Message.Contains("holds no pair"));

    [TestCase("12", "a", "source")]
    [TestCase("a", "12", "target")]
    public void A_side_without_tokens_is_refused(string source, string target, string side) => Assert.That(
        () => PairCorpus.FromPairs([new(source, target)], new PairCorpusOptions { Normalization = Normalization.Letters }),
        Throws.TypeOf<InvalidDataException>().With.Message.Contains($"no token of the {side} sentences"));

    [Test]
    public void A_bad_line_is_named()
    {
        string path = _folder.File("bad.tsv");
        File.WriteAllText(path, "Go.\tVa !\nHi.\n");
        Assert.That(
            () => PairCorpus.FromFile(path), Throws.TypeOf<InvalidDataException>().With.Message.Contains("Line 2"));
    }

    [Test]
    public void Codecs_without_sentence_marks_are_refused()
    {
        TextCodec good = PairCorpus.FromPairs(SmallPairs.Book).SourceCodec;
        TextCodec bad = new(Vocabulary.FromTokens(["<unk>", "a"]), Normalization.None, TokenUnit.Word);
        Assert.That(
            () => PairCorpus.FromPairs(SmallPairs.Book, bad, good),
            Throws.ArgumentException.With.Property("ParamName").EqualTo("sourceCodec"));
        Assert.That(
            () => PairCorpus.FromPairs(SmallPairs.Book, good, bad),
            Throws.ArgumentException.With.Property("ParamName").EqualTo("targetCodec"));
    }

    [Test]
    public void Options_outside_their_range_are_refused() => Assert.Multiple(() =>
    {
        Assert.That(() => new PairCorpusOptions { Normalization = (Normalization)9 }, ThrowsFor("Normalization"));
        Assert.That(() => new PairCorpusOptions { Unit = (TokenUnit)9 }, ThrowsFor("Unit"));
        Assert.That(() => new PairCorpusOptions { MinFrequency = -1 }, ThrowsFor("MinFrequency"));
        Assert.That(() => new PairCorpusOptions { MaxVocabulary = 3 }, ThrowsFor("MaxVocabulary"));
        Assert.That(() => new PairCorpusOptions { MaxPairs = 0 }, ThrowsFor("MaxPairs"));
        Assert.That(() => new PairCorpusOptions { PoolSize = 0 }, ThrowsFor("PoolSize"));
    });

    private static EqualStringConstraint ThrowsFor(string property) =>
        Throws.TypeOf<ArgumentOutOfRangeException>().With.Property("ParamName").EqualTo(property);

    private string Write(IEnumerable<SentencePair> pairs)
    {
        string path = _folder.File("pairs.tsv");
        File.WriteAllLines(path, pairs.Select(pair => $"{pair.Source}\t{pair.Target}"));
        return path;
    }
}
