using NUnit.Framework;

namespace NativeRnn.Tests.Text;

internal sealed class LabelledFileTests
{
    private TemporaryFolder _folder = null!;

    [SetUp]
    public void MakeFolder() => _folder = new TemporaryFolder();

    [TearDown]
    public void RemoveFolder() => _folder.Dispose();

    [Test]
    public void A_text_and_its_label_stand_on_a_line() => Assert.That(
        LabelledFile.Read(Written("\uFEFFgood  film\tpos\r\n\n bad one \t neg \tignored\n")),
        Is.EqualTo(new[] { new LabelledText("good  film", "pos"), new LabelledText(" bad one ", "neg") }));

    [TestCase("a\tb\nno tab\n", "Line 2 ", "no tab")]
    [TestCase("a\tb\n\n\t c\n", "Line 3 ", "empty text")]
    [TestCase("a\t \n", "Line 1 ", "empty label")]
    [TestCase("\n \n", "labels.txt", "no text")]
    public void A_line_that_is_none_is_named(string content, string where, string what)
    {
        var texts = LabelledFile.Read(Written(content));
        Assert.That(texts.Count, Throws.TypeOf<InvalidDataException>().With.Message.Contains(where).And.Message.Contains(what));
    }

    [Test]
    public void Sentences_are_tokens_and_tags_with_empty_lines_between()
    {
        var sentences = TaggedFile.Read(Written("\n\nThe\tDET\ncat NN x NOUN\r\n\n \nruns\tVERB")).ToArray();
        Assert.That(sentences.Select(sentence => sentence.Tokens), Is.EqualTo(new[] { new[] { "The", "cat" }, ["runs"] }));
        Assert.That(sentences.Select(sentence => sentence.Tags), Is.EqualTo(new[] { new[] { "DET", "NOUN" }, ["VERB"] }));
    }

    [TestCase("The\tDET\ncat\n", "Line 2 ", "lacks a token or its tag")]
    [TestCase("\tDET\n", "Line 1 ", "lacks a token or its tag")]
    [TestCase("\n\n", "labels.txt", "no sentence")]
    public void A_token_without_a_tag_is_named(string content, string where, string what)
    {
        var sentences = TaggedFile.Read(Written(content));
        Assert.That(sentences.Count, Throws.TypeOf<InvalidDataException>().With.Message.Contains(where).And.Message.Contains(what));
    }

    [Test]
    public void A_file_that_is_not_there_is_an_error_at_once()
    {
        Assert.That(() => TaggedFile.Read(_folder.File("none")), Throws.TypeOf<FileNotFoundException>());
        Assert.That(() => LabelledFile.Read(_folder.File("none")), Throws.TypeOf<FileNotFoundException>());
    }

    private string Written(string content)
    {
        var path = _folder.File("labels.txt");
        File.WriteAllText(path, content);
        return path;
    }
}
