using System.Text;
using NUnit.Framework;
using NUnit.Framework.Constraints;

namespace NativeRnn.Tests.Text;

public class CorpusTests
{
    private string _folder = "";

    [SetUp]
    public void CreateFolder() => _folder = Directory.CreateTempSubdirectory("nativernn-corpus").FullName;

    [TearDown]
    public void RemoveFolder() => Directory.Delete(_folder, recursive: true);

    [Test]
    public void A_text_becomes_ids_by_frequency()
    {
        Corpus corpus = Corpus.FromText("banana");
        Assert.That(corpus.Vocabulary.Tokens, Is.EqualTo(new[] { "<unk>", "a", "n", "b" }));
        Assert.That(corpus.Tokens.ToArray(), Is.EqualTo(new[] { 3, 1, 2, 1, 2, 1 }));
        Assert.That(corpus.UnknownCount, Is.Zero);
    }

    [Test]
    public void Words_do_not_merge_across_lines_of_letters()
    {
        CorpusOptions options = new() { Normalization = Normalization.Letters, Unit = TokenUnit.Word };
        Corpus corpus = Corpus.FromText("The time\nmachine, by\r\n\r\nH. G. Wells", options);
        Assert.That(
            corpus.Vocabulary.Decode(corpus.Tokens.Span),
            Is.EqualTo(new[] { "the", "time", "machine", "by", "h", "g", "wells" }));
        Assert.That(corpus.Normalization, Is.EqualTo(Normalization.Letters));
        Assert.That(corpus.Unit, Is.EqualTo(TokenUnit.Word));
    }

    [Test]
    public void The_vocabulary_comes_from_the_whole_text_before_it_is_cut()
    {
        Corpus corpus = Corpus.FromText("abccc", new CorpusOptions { MaxTokens = 2 });
        Assert.That(corpus.Vocabulary.Tokens, Is.EqualTo(new[] { "<unk>", "c", "a", "b" }));
        Assert.That(corpus.Tokens.ToArray(), Is.EqualTo(new[] { 2, 3 }));
    }

    [TestCase(null)]
    [TestCase(-1)]
    [TestCase(99)]
    public void More_tokens_than_there_are_means_all(int? maxTokens) => Assert.That(
        Corpus.FromText("abc", new CorpusOptions { MaxTokens = maxTokens }).Tokens.Length, Is.EqualTo(3));

    [Test]
    public void Rare_tokens_are_unknown_and_counted()
    {
        Corpus corpus = Corpus.FromText("aabbc", new CorpusOptions { MinFrequency = 2 });
        Assert.That(corpus.Tokens.ToArray(), Is.EqualTo(new[] { 1, 1, 2, 2, 0 }));
        Assert.That(corpus.UnknownCount, Is.EqualTo(1));
    }

    [Test]
    public void Another_text_is_read_with_the_vocabulary_of_the_first()
    {
        Vocabulary vocabulary = Corpus.FromText("aab").Vocabulary;
        Corpus valid = Corpus.FromText("bcab", new CorpusOptions { MaxTokens = 3 }, vocabulary);
        Assert.That(valid.Vocabulary, Is.SameAs(vocabulary));
        Assert.That(valid.Tokens.ToArray(), Is.EqualTo(new[] { 2, 0, 1 }));
        Assert.That(valid.UnknownCount, Is.EqualTo(1));
    }

    [Test]
    public void A_file_reads_as_its_text()
    {
        string path = WriteFile(Encoding.UTF8.GetBytes("héé😀\r\n"));
        Corpus corpus = Corpus.FromFile(path);
        Assert.That(corpus.Codec.Decode(corpus.Tokens.Span), Is.EqualTo("héé😀\r\n"));
        Assert.That(Corpus.FromFile(path, new CorpusOptions(), corpus.Vocabulary).UnknownCount, Is.Zero);
    }

    [Test]
    public void A_byte_order_mark_is_no_text()
    {
        string path = WriteFile([0xEF, 0xBB, 0xBF, (byte)'a']);
        Assert.That(Corpus.FromFile(path).Vocabulary.Tokens, Is.EqualTo(new[] { "<unk>", "a" }));
    }

    [Test]
    public void A_missing_file_is_named()
    {
        string path = Path.Combine(_folder, "absent.txt");
        Assert.That(
            () => Corpus.FromFile(path), Throws.TypeOf<FileNotFoundException>().With.Message.Contains($"'{path}'"));
    }

    [Test]
    public void A_folder_is_not_read_as_a_file() => Assert.That(
        () => Corpus.FromFile(_folder), Throws.TypeOf<IOException>().With.Message.Contains("is a folder"));

    [TestCase(new byte[0])]
    [TestCase(new byte[] { 0xEF, 0xBB, 0xBF })]
    public void An_empty_file_is_refused(byte[] bytes)
    {
        string path = WriteFile(bytes);
        Assert.That(
            () => Corpus.FromFile(path),
            Throws.TypeOf<InvalidDataException>().With.Message.Contains($"'{path}' is empty"));
    }

    [TestCase("12\n?!", Normalization.Letters, TokenUnit.Char, "choose 'lower' or 'none'")]
    [TestCase(" \n ", Normalization.None, TokenUnit.Word, "give a text with words")]
    [TestCase("", Normalization.None, TokenUnit.Char, "is empty")]
    public void A_text_without_tokens_is_refused(
        string text, Normalization normalization, TokenUnit unit, string sentence)
    {
        CorpusOptions options = new() { Normalization = normalization, Unit = unit };
        Assert.That(
            () => Corpus.FromText(text, options),
            Throws.TypeOf<InvalidDataException>().With.Message.Contains(sentence));
        Assert.That(
            () => Corpus.FromText(text, options, Vocabulary.Build(["a"])), Throws.TypeOf<InvalidDataException>());
    }

    [TestCase("61 0A 62 FF", 3, "FF", 2)] // a byte that never occurs
    [TestCase("EF BB BF 0A 0A C3 28", 5, "C3", 3)] // a lead byte without its follower
    [TestCase("61 E2 82", 1, "E2", 1)] // cut short at the end
    [TestCase("ED A0 80", 0, "ED", 1)] // a surrogate
    [TestCase("C0 80", 0, "C0", 1)] // an overlong form
    [TestCase("FF FE 61 00", 0, "FF", 1)] // UTF-16
    public void What_is_not_UTF8_is_refused_with_its_place(string hex, int offset, string value, int line)
    {
        string path = WriteFile(Convert.FromHexString(hex.Replace(" ", "")));
        Assert.That(
            () => Corpus.FromFile(path),
            Throws.TypeOf<InvalidDataException>().With.Message.Contains($"byte {offset} (0x{value}, in line {line})"));
    }

    [TestCase(0)]
    [TestCase(-2)]
    public void A_number_of_tokens_below_one_is_refused(int maxTokens) => Assert.That(
        () => new CorpusOptions { MaxTokens = maxTokens },
        Throws.TypeOf<ArgumentOutOfRangeException>().With.Property("ParamName").EqualTo("MaxTokens"));

    [Test]
    public void Options_outside_their_range_are_refused()
    {
        Assert.That(() => new CorpusOptions { MinFrequency = -1 }, ThrowsFor("MinFrequency"));
        Assert.That(() => new CorpusOptions { Unit = (TokenUnit)9 }, ThrowsFor("Unit"));
        Assert.That(() => new CorpusOptions { Normalization = (Normalization)9 }, ThrowsFor("Normalization"));
    }

    private static EqualStringConstraint ThrowsFor(string property) =>
        Throws.TypeOf<ArgumentOutOfRangeException>().With.Property("ParamName").EqualTo(property);

    private string WriteFile(byte[] bytes)
    {
        string path = Path.Combine(_folder, "text.txt");
        File.WriteAllBytes(path, bytes);
        return path;
    }
}
