using NUnit.Framework;

namespace NativeRnn.Tests.Text;

internal sealed class VocabularyFileTests
{
    private TemporaryFolder _folder = null!;

    [SetUp]
    public void MakeFolder() => _folder = new TemporaryFolder();

    [TearDown]
    public void RemoveFolder() => _folder.Dispose();

    [TestCase("list", "<unk>\n \né\r\nab\n")]
    [TestCase("list", "<unk>\n \né\nab")]
    [TestCase("list.json", """["<unk>", " ", "\u00e9", "ab"]""")]
    public void Tokens_stand_in_lines_or_in_an_array(string name, string text) =>
        Assert.That(Vocabulary.FromFile(Written(name, text)).Tokens, Is.EqualTo(new[] { "<unk>", " ", "é", "ab" }));

    [Test]
    public void A_line_end_is_a_token_of_an_array() =>
        Assert.That(Vocabulary.FromFile(Written("v.json", """["<unk>", "\n"]"""))["\n"], Is.EqualTo(1));

    [TestCase("list", "a\nb\n", "A vocabulary must begin with the token <unk>.")]
    [TestCase("list", "<unk>\na\na\n", "The token 'a' stands twice in the vocabulary; keep one of them.")]
    [TestCase("list", "<unk>\n\na\n", "Tokens of a vocabulary must not be empty.")]
    [TestCase("list", "", "A vocabulary must begin with the token <unk>.")]
    [TestCase("list.json", "[\"<unk>\", 1]", "requires an element of type 'String'")]
    [TestCase("list.json", "{}", "requires an element of type 'Array'")]
    [TestCase("list.json", "[", "holds no vocabulary")]
    public void What_is_no_vocabulary_is_refused_by_name(string name, string text, string sentence)
    {
        var path = Written(name, text);
        Assert.That(
            () => Vocabulary.FromFile(path),
            Throws.TypeOf<InvalidDataException>().With.Message.StartsWith($"The file '{path}' holds no vocabulary: ")
                .And.Message.Contains(sentence).And.Message.Not.Contains("Parameter"));
    }

    private string Written(string name, string text)
    {
        File.WriteAllText(_folder.File(name), text);
        return _folder.File(name);
    }
}
