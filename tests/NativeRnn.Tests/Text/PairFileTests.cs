using System.Text;
using NUnit.Framework;

namespace NativeRnn.Tests.Text;

public class PairFileTests
{
    private static readonly SentencePair[] _two = [new("Go.", "Va !"), new("Hi.", "Salut !")];

    private TemporaryFolder _folder = null!;

    [SetUp]
    public void CreateFolder() => _folder = new TemporaryFolder();

    [TearDown]
    public void RemoveFolder() => _folder.Dispose();

    [TestCase("Go.\tVa !\nHi.\tSalut !\n")]
    [TestCase("Go.\tVa !\nHi.\tSalut !")]
    [TestCase("Go.\tVa !\r\nHi.\tSalut !\r\n")]
    [TestCase("\uFEFFGo.\tVa !\nHi.\tSalut !\n")]
    [TestCase("\nGo.\tVa !\n \t \n\r\n\t\nHi.\tSalut !\n\n")]
    [TestCase("Go.\tVa !\tCC-BY 2.0\tmore\nHi.\tSalut !\t\n")]
    public void Lines_are_pairs_whatever_stands_around_them(string text) =>
        Assert.That(PairFile.Read(Write(text)), Is.EqualTo(_two));

    [Test]
    public void Sentences_are_read_as_they_are()
    {
        string path = Write(" Où\u202Fça ?\u00A0\t 😀  x \n");
        Assert.That(PairFile.Read(path).Single(), Is.EqualTo(new SentencePair(" Où\u202Fça ?\u00A0", " 😀  x ")));
    }

    [TestCase(1, 1)]
    [TestCase(2, 2)]
    [TestCase(9, 2)]
    public void Only_so_many_pairs_are_read(int maxPairs, int expected) => Assert.That(
        PairFile.Read(Write("Go.\tVa !\nHi.\tSalut !\n"), maxPairs), Is.EqualTo(_two.Take(expected)));

    [Test]
    public void What_is_behind_the_last_pair_asked_for_is_not_looked_at()
    {
        string path = Write("Go.\tVa !\n\nHi.\tSalut !\nno tab\n");
        Assert.That(PairFile.Read(path, 2), Is.EqualTo(_two));
        Assert.That(() => PairFile.Read(path, 3).Count(), Throws.TypeOf<InvalidDataException>());
    }

    [Test]
    public void Pairs_come_before_the_rest_of_the_file_is_read()
    {
        string path = Write("Go.\tVa !\nno tab\n");
        Assert.That(PairFile.Read(path).First(), Is.EqualTo(_two[0]));
    }

    [TestCase("a\tb\nno tab\n", "Line 2 of '{0}' has no tab", "write it as source, tab, target")]
    [TestCase("a\tb\n\n\n\tb\n", "Line 4 of '{0}' has an empty source", "remove the line")]
    [TestCase("a\t \n", "Line 1 of '{0}' has an empty target", "remove the line")]
    [TestCase("a\t\tb\n", "Line 1 of '{0}' has an empty target", "give both sentences")]
    [TestCase("", "The file '{0}' is empty", "source, tab, target")]
    [TestCase("\n \r\n", "The file '{0}' holds nothing but empty lines", "source, tab, target")]
    public void What_is_no_pair_is_named_with_its_line(string text, string what, string advice)
    {
        string path = Write(text);
        Assert.That(
            () => PairFile.Read(path).Count(),
            Throws.TypeOf<InvalidDataException>().With.Message.Contains(string.Format(what, path))
                .And.Message.Contains(advice));
    }

    [TestCase("61 09 62 0A 61 FF 09 62 0A", 5, "FF", 2)]
    [TestCase("61 09 62 0A 0A 61 09 E2 82", 7, "E2", 3)]
    [TestCase("EF BB BF 61 09 C3 28 0A", 5, "C3", 1)]
    [TestCase("FF FE 61 00 09 00", 0, "FF", 1)]
    public void What_is_not_UTF8_is_refused_with_its_place(string hex, int offset, string value, int line)
    {
        string path = _folder.File("pairs.tsv");
        File.WriteAllBytes(path, Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal)));
        Assert.That(
            () => PairFile.Read(path).Count(),
            Throws.TypeOf<InvalidDataException>().With.Message.Contains($"byte {offset} (0x{value}, in line {line})"));
    }

    [Test]
    public void The_place_of_a_bad_byte_is_right_far_into_a_file()
    {
        string path = _folder.File("pairs.tsv");
        byte[] good = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("où\tça\n", 30_000)));
        File.WriteAllBytes(path, [.. good, (byte)'a', 0xFF]);
        Assert.That(
            () => PairFile.Read(path).Count(),
            Throws.TypeOf<InvalidDataException>().With.Message.Contains($"byte {good.Length + 1} (0xFF, in line 30001)"));
    }

    [Test]
    public void Lines_of_any_length_are_read_whole()
    {
        RandomSource random = new(50);
        List<SentencePair> pairs = [.. Enumerable.Range(0, 40).Select(_ => new SentencePair(
            "é" + new string('a', random.Next(60_000)), "b" + new string('ç', random.Next(90_000))))];
        string path = Write(string.Concat(pairs.Select(pair => $"{pair.Source}\t{pair.Target}\n")));
        Assert.That(PairFile.Read(path).SequenceEqual(pairs), Is.True);
    }

    [Test]
    public void A_file_without_line_ends_does_not_fill_the_memory()
    {
        string path = _folder.File("zeros.bin");
        using (FileStream file = File.Create(path))
        {
            file.SetLength(1L << 30);
        }

        Assert.That(
            () => PairFile.Read(path).Count(),
            Throws.TypeOf<InvalidDataException>().With.Message.Contains("Line 1").And.Message.Contains("16 MiB"));
    }

    [Test]
    public void A_missing_file_is_named_at_once()
    {
        string path = _folder.File("absent.tsv");
        Assert.That(
            () => PairFile.Read(path), Throws.TypeOf<FileNotFoundException>().With.Message.Contains($"'{path}'"));
    }

    [Test]
    public void A_folder_is_not_read_as_a_file() => Assert.That(
        () => PairFile.Read(_folder.Path), Throws.TypeOf<IOException>().With.Message.Contains("is a folder"));

    [Test]
    public void Fewer_than_one_pair_is_refused_at_once()
    {
        string path = Write("a\tb");
        Assert.That(
            () => PairFile.Read(path, 0),
            Throws.TypeOf<ArgumentOutOfRangeException>().With.Property("ParamName").EqualTo("maxPairs"));
    }

    private string Write(string text)
    {
        string path = _folder.File("pairs.tsv");
        File.WriteAllText(path, text);
        return path;
    }
}
