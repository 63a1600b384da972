using NUnit.Framework;

namespace NativeRnn.Tests.NGrams;

public class ArpaFileTests
{
    // As the format's own manual pages show it: logarithms to base 10, weights left out where they are 0.
    private const string Foreign = """
        a comment of its own
        \data\
        ngram 1=4
        ngram 2=2

        \1-grams:
        -1.0 <unk>
        -0.30103	a	-0.5
        -0.69897	b
        -99	<s>	-0.2

        \2-grams:
        -0.1	a b
        -0.2	<s> a

        \end\
        """;

    private TemporaryFolder _folder = null!;

    [SetUp]
    public void MakeFolder() => _folder = new TemporaryFolder();

    [TearDown]
    public void RemoveFolder() => _folder.Dispose();

    [Test]
    public void A_file_of_another_program_is_read()
    {
        BackoffModel model = BackoffModel.Load(Write(Foreign));
        int a = model.Vocabulary["a"];
        int b = model.Vocabulary["b"];
        Assert.That((model.Order, model.Vocabulary.Count, model.CountOf(2)), Is.EqualTo((2, 4, 2)));
        Assert.That((model.Codec.Unit, model.Codec.Normalization), Is.EqualTo((TokenUnit.Word, Normalization.None)));
        Assert.That(Log10(model, b, a), Is.EqualTo(-0.1).Within(1e-12));
        Assert.That(Log10(model, a, a), Is.EqualTo(-0.5 - 0.30103).Within(1e-12), "backed off");
        Assert.That(Log10(model, a, b), Is.EqualTo(-0.30103).Within(1e-12), "no weight is 1");
        Assert.That(Log10(model, model.Vocabulary["<s>"], b), Is.EqualTo(double.NegativeInfinity));
        Assert.That(Log10(model, a, model.Vocabulary["<s>"]), Is.EqualTo(-0.2).Within(1e-12));
    }

    [Test]
    public void A_file_without_the_unknown_token_makes_it_impossible()
    {
        BackoffModel model = BackoffModel.Load(Write("\\data\\\nngram 1=1\n\\1-grams:\n0 a\n\\end\\\n"));
        Assert.That(NGramTexts.Predict(model), Is.EqualTo(new[] { 0.0, 1.0 }));
    }

    [TestCase(NGramSmoothing.ModifiedKneserNey, 4)]
    [TestCase(NGramSmoothing.KneserNey, 1)]
    [TestCase(NGramSmoothing.Laplace, 3)]
    public void A_saved_model_comes_back_bit_for_bit(NGramSmoothing smoothing, int order)
    {
        const int VocabularySize = 25;
        int[] text = NGramTexts.Random(700, VocabularySize, seed: 5);
        var model = (BackoffModel)NGramModel.Train(
            NGramTable.Count(text, VocabularySize, order),
            NGramTexts.Codec(VocabularySize),
            new NGramOptions { Order = order, Smoothing = smoothing, Epsilon = [0.5] });
        string path = _folder.File("model.arpa");
        model.Save(path);
        BackoffModel loaded = BackoffModel.Load(path);
        int[] other = NGramTexts.Random(400, VocabularySize, seed: 6);
        Assert.That(loaded.Evaluate(other), Is.EqualTo(model.Evaluate(other)));
        Assert.That(loaded.Vocabulary.Tokens, Is.EqualTo(model.Vocabulary.Tokens));
        string again = _folder.File("again.arpa");
        loaded.Save(again);
        Assert.That(File.ReadAllBytes(again), Is.EqualTo(File.ReadAllBytes(path)));
    }

    [Test]
    public void Impossible_n_grams_come_back_as_impossible()
    {
        var model = (BackoffModel)NGramModel.Train(
            NGramTable.Count([1, 2, 1], 3, 2),
            NGramTexts.Codec(3),
            new NGramOptions { Order = 2, Smoothing = NGramSmoothing.Laplace, Epsilon = [0] });
        string path = _folder.File("model.arpa");
        model.Save(path);
        Assert.That(BackoffModel.Load(path).LogProbability([1], 1), Is.EqualTo(double.NegativeInfinity));
        Assert.That(BackoffModel.Load(path).LogProbability([1], 2), Is.Zero);
    }

    [Test]
    public void Characters_that_are_white_space_are_escaped_and_come_back()
    {
        Corpus corpus = Corpus.FromText("a b\nc\td\r\n\\e \u00A0\u3000😀\u0001 \ud800a \\u0041 a b\n");
        var model = (BackoffModel)NGramModel.Train(corpus, new NGramOptions { Order = 2 });
        string path = _folder.File("chars.arpa");
        model.Save(path);
        string[] lines = File.ReadAllLines(path);
        Assert.That(lines[0], Is.EqualTo("# NativeRnn n-gram model: tokens=char normalize=none"));
        Assert.That(lines, Has.Some.Match(@"^\S+\ta \\s(\t\S+)?$"), "'a' before a space");
        Assert.That(lines, Has.Some.Match(@"^\S+\t😀 \\u0001(\t\S+)?$"));
        BackoffModel loaded = BackoffModel.Load(path);
        Assert.That(loaded.Vocabulary.Tokens, Is.EqualTo(corpus.Vocabulary.Tokens));
        Assert.That(loaded.Codec.Unit, Is.EqualTo(TokenUnit.Char));
        Assert.That(loaded.Evaluate(corpus.Tokens.Span), Is.EqualTo(model.Evaluate(corpus.Tokens.Span)));
    }

    [TestCase("no data", "has no line '\\data\\'")]
    [TestCase("\\data\\\nngram 2=1\n", "line 2: 'ngram 1=' and a whole number are expected")]
    [TestCase("\\data\\\n\\1-grams:\n", "line 2: the counts of 1 to 32 lengths are expected")]
    [TestCase("\\data\\\nngram 1=1\n\\2-grams:\n", "line 3: '\\1-grams:' is expected")]
    [TestCase("\\data\\\nngram 1=2\n\\1-grams:\n-1 a\n\\end\\\n", "line 5: 2 n-grams of 1 token(s) were announced, but 1 are there")]
    [TestCase("\\data\\\nngram 1=1\n\\1-grams:\n-1 a\n", "line 4: '\\end\\' is missing")]
    [TestCase("\\data\\\nngram 1=1\n\\1-grams:\nx a\n", "line 4: 'x' is no number")]
    [TestCase("\\data\\\nngram 1=1\n\\1-grams:\nnan a\n", "line 4: 'nan' is no number")]
    [TestCase("\\data\\\nngram 1=1\n\\1-grams:\n0.5 a\n", "line 4: a probability above 1 cannot be")]
    [TestCase("\\data\\\nngram 1=1\n\\1-grams:\n-1\n", "line 4: a logarithm, 1 token(s) and at most one back-off weight are expected")]
    [TestCase("\\data\\\nngram 1=2\n\\1-grams:\n-1 a\n-1 a\n", "line 5: the n-gram stands twice")]
    [TestCase("\\data\\\nngram 1=1\nngram 2=1\n\\1-grams:\n-1 a\n\\2-grams:\n-1 a b\n", "line 7: the token 'b' is not among the 1-grams")]
    [TestCase(
        "\\data\\\nngram 1=1\nngram 2=0\nngram 3=1\n\\1-grams:\n-1 a\n\\2-grams:\n\\3-grams:\n-1 a a a\n",
        "line 9: the n-gram's first 2 tokens are not listed on their own")]
    [TestCase("# NativeRnn n-gram model: tokens=tree\n\\data\\\n", "line 1: 'tokens=tree' is not known to this version")]
    [TestCase(
        "# NativeRnn n-gram model: tokens=char\n\\data\\\nngram 1=1\n\\1-grams:\n-1 \\x\n",
        "line 5: '\\x' holds an escape that is none of")]
    public void What_is_no_ARPA_file_is_refused_with_its_line(string content, string reason)
    {
        Assert.That(
            () => BackoffModel.Load(Write(content)), Throws.InstanceOf<InvalidDataException>().With.Message.Contains(reason));
    }

    [Test]
    public void A_truncated_file_is_refused_wherever_it_ends()
    {
        string whole = Foreign.ReplaceLineEndings("\n");
        for (int length = 0; length < whole.TrimEnd().Length; length++)
        {
            Assert.That(() => BackoffModel.Load(Write(whole[..length])), Throws.InstanceOf<InvalidDataException>(), $"{length}");
        }
    }

    private static double Log10(BackoffModel model, int token, params int[] context) =>
        model.LogProbability(context, token) / Math.Log(10);

    private string Write(string content)
    {
        string path = _folder.File("foreign.arpa");
        File.WriteAllText(path, content);
        return path;
    }
}
