using NativeRnn.Checkpoints.Proto;
using NUnit.Framework;
using Proto = NativeRnn.Checkpoints.Proto;

namespace NativeRnn.Tests.Checkpoints;

internal sealed class BytePairCheckpointTests
{
    private const int HeaderLimit = 80_000; // 4 bytes a merge beside the tokens themselves

    private TemporaryFolder _folder = null!;
    private string _path = null!;

    [SetUp]
    public void MakeFolder()
    {
        _folder = new TemporaryFolder();
        _path = _folder.File("model.nrnn");
    }

    [TearDown]
    public void RemoveFolder() => _folder.Dispose();

    [Test]
    public void A_model_comes_back_with_its_merges([Values] BytePairSpaces spaces)
    {
        using var model = Model(spaces);
        model.Save(_path);
        using var loaded = LanguageModel.Load(_path);
        Assert.That(loaded.Codec.BytePairs!.IsSameAs(model.Codec.BytePairs));
        Assert.That(loaded.Codec.BytePairs!.Spaces, Is.EqualTo(spaces));
        Assert.That(loaded.Vocabulary.Tokens, Is.EqualTo(model.Vocabulary.Tokens));
        Assert.That(loaded.Codec.Encode("abc bcd 中").Ids.ToArray(), Is.EqualTo(model.Codec.Encode("abc bcd 中").Ids.ToArray()));
        Assert.That(loaded.Codec.Decode(loaded.Codec.Encode(" abc\nbcd 中").Ids.Span), Is.EqualTo(" abc\nbcd 中"));
    }

    [Test]
    public void Merges_take_four_bytes_each()
    {
        RandomSource random = new(1);
        var text = string.Join(' ', Enumerable.Range(0, 30_000).Select(_ => Word()));
        string Word() => string.Concat(Enumerable.Range(0, 4).Select(_ => (char)('a' + random.Next(26))));
        var codec = Corpus.FromText(text, new CorpusOptions { Unit = NativeRnn.TokenUnit.BytePair }).Codec;
        Assert.That(codec.BytePairs!.MergeCount, Is.InRange(5000, 8000));
        Assert.That(CodecMessages.TextOf(codec).CalculateSize(), Is.LessThan((4 * codec.BytePairs.MergeCount) + 100));
        Assert.That(CodecMessages.VocabularyOf(codec.Vocabulary).CalculateSize(), Is.LessThan(HeaderLimit));
    }

    [TestCase("none", "its tokens are byte pairs, but it holds no merges")]
    [TestCase("words", "it holds merges, but its tokens are no byte pairs")]
    [TestCase("spaces", "its merges treat spaces in the unknown way 7")]
    [TestCase("odd", "its last merge has one token only")]
    [TestCase("ahead", "its merge 1 (300, 4) names a token that no merge before it makes")]
    [TestCase("huge", "its merge 1 (-1, 4) names a token that no merge before it makes")]
    [TestCase("twice", "is there twice")]
    [TestCase("unknown", "makes a token that its vocabulary lacks")]
    [TestCase("byte", "its vocabulary lacks the byte \"!\"")]
    public void Merges_that_do_not_fit_are_refused(string change, string problem)
    {
        using (var model = Model(BytePairSpaces.Gpt2))
        {
            model.Save(_path);
        }

        File.WriteAllBytes(_path, CheckpointSamples.WithHeader(File.ReadAllBytes(_path), header => Damage(header, change)));
        Assert.That(
            () => LanguageModel.Load(_path), Throws.TypeOf<CheckpointException>().With.Message.Contains(problem));
        Assert.That(() => CheckpointInfo.Read(_path), Throws.TypeOf<CheckpointException>());
    }

    [Test]
    public void A_translators_pairs_must_have_its_merges()
    {
        SentencePair[] pairs = [new("ab ab bc", "xy xy yz"), new("bc ab", "yz xy")];
        var options = new PairCorpusOptions { Unit = NativeRnn.TokenUnit.BytePair };
        var corpus = PairCorpus.FromPairs(pairs, options);
        Assert.That((corpus.SourceUnknownCount, corpus.TargetUnknownCount), Is.EqualTo((0, 0)));
        Assert.That(corpus.SourceCodec.Vocabulary.HasSentenceMarks);
        using var model = new Seq2SeqModel(
            new Seq2SeqOptions { Cell = CellKind.Lstm, Hidden = 4, Embed = 4, Layers = 1 }, corpus.SourceCodec, corpus.TargetCodec);
        // The same tokens in the same order, but cut otherwise.
        var reversed = new BytePairCode(corpus.SourceCodec.BytePairs!.Merges.Take(0), BytePairSpaces.Gpt2);
        TextCodec other = new(corpus.SourceCodec.Vocabulary, corpus.SourceCodec.Normalization, new BytePairTokenizer(reversed));
        Assert.That(
            () => Seq2SeqEvaluator.Evaluate(model, PairCorpus.FromPairs(pairs, other, corpus.TargetCodec)),
            Throws.ArgumentException.With.Property("ParamName").EqualTo("pairs"));
        Assert.That(Seq2SeqEvaluator.Evaluate(model, corpus).Count, Is.EqualTo(corpus.TargetTokenCount + 2));
        var joint = PairCorpus.FromPairs(pairs, options with { IsBytePairCodeJoint = true });
        Assert.That(joint.SourceCodec.BytePairs!.IsSameAs(joint.TargetCodec.BytePairs));
        Assert.That(joint.SourceCodec.BytePairs!.Tokens, Is.SupersetOf(new[] { "ab", "xy" }));
    }

    private static void Damage(Header header, string change)
    {
        var (text, merges) = (header.Text, header.Text.BytePairs.Merges);
        switch (change)
        {
            case "none": text.BytePairs = null; break;
            case "words": text.Unit = Proto.TokenUnit.Word; break;
            case "spaces": text.BytePairs.Spaces = (Proto.BytePairSpaces)7; break;
            case "odd": merges.Add(1); break;
            case "ahead": (merges[0], merges[1]) = (300, 4); break;
            case "huge": (merges[0], merges[1]) = (uint.MaxValue, 4); break;
            case "twice": merges.AddRange([merges[0], merges[1]]); break;
            case "unknown": (merges[0], merges[1]) = (3, 4); break;
            default: header.Vocabulary.Tokens[header.Vocabulary.Tokens.IndexOf("!")] = "??"; break;
        }
    }

    private static LanguageModel Model(BytePairSpaces spaces)
    {
        var options = new CorpusOptions { Unit = NativeRnn.TokenUnit.BytePair, BytePairs = new BytePairOptions { Spaces = spaces } };
        var codec = Corpus.FromText("abc abc bcd bcd bc ab 中中 中中\n", options).Codec;
        return new LanguageModel(new LanguageModelOptions { Cell = CellKind.Lstm, Hidden = 4, Layers = 1 }, codec);
    }
}
