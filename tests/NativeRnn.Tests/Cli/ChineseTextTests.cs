using System.Text;
using NUnit.Framework;

namespace NativeRnn.Tests.Cli;

/// <summary>Text without spaces and with many characters, by character and by byte pairs.</summary>
public class ChineseTextTests
{
    private const int ManyCharacters = 1000; // as the books' lyrics have

    private static readonly string[] _lines =
    [
        "今天下雨，我在窗前看书。", "风从山上来，带着花的香。", "河水慢慢地流，月亮在水里。", "孩子们唱着歌，走过小桥。", "夜深了，灯还亮着。",
        "明天会是晴天吗？我不知道。",
    ];

    private TemporaryFolder _folder = null!;
    private string _text = null!;

    [SetUp]
    public void WriteText()
    {
        _folder = new TemporaryFolder();
        _text = _folder.File("zh.txt");
        File.WriteAllText(_text, string.Concat(Enumerable.Repeat(string.Join('\n', _lines) + "\n", 8)));
    }

    [TearDown]
    public void RemoveFolder() => _folder.Dispose();

    [TestCase("char")]
    [TestCase("bpe", "--merges", "120")]
    [TestCase("bpe", "--merges", "20")] // tokens end within characters
    [TestCase("bpe", "--merges", "120", "--bpe-spaces", "sentencepiece")]
    public void A_poem_is_learnt_by_heart_and_written_on(params string[] tokens)
    {
        var model = Train(["--tokens", .. tokens, "--hidden", "48", "--embed", "16", "--epochs", "50", "--valid", _text]);
        var run = CliRun.Of("generate", model, "--prompt", _lines[1] + "\n", "--greedy", "--length", "24");
        Assert.That((run.Code, run.Error), Is.EqualTo((0, "")));
        Assert.That(run.Output, Does.StartWith(_lines[1] + "\n河水慢慢地").And.Not.Contains("<unk>"));
        Assert.That(run.Output.TrimEnd('\n').TrimEnd('\uFFFD'), Does.Not.Contain("\uFFFD"), "at the end only");
        var measured = CliRun.Of("evaluate", model, "--data", _text, "--json").JsonLines().Single();
        var bits = measured.GetProperty("bits_per_character").GetDouble();
        Assert.That(bits, Is.LessThan(1));
        var text = File.ReadAllText(_text);
        Assert.That(
            bits / measured.GetProperty("bits_per_byte").GetDouble(),
            Is.EqualTo(Encoding.UTF8.GetByteCount(text) / (double)text.Length).Within(2).Percent);
        using var loaded = LanguageModel.Load(model);
        Assert.That(loaded.Codec.Decode(loaded.Codec.Encode(text).Ids.Span), Is.EqualTo(text));
    }

    [Test]
    public void A_character_that_was_never_seen_is_unknown_as_a_character_and_known_as_bytes()
    {
        var (chars, bytes) = (Train(["--tokens", "char", "--max-steps", "1"]), Train(["--tokens", "bpe", "--max-steps", "1"]));
        Assert.That(Generate(chars).Error, Does.Contain("the model does not know '龙' of the prompt"));
        Assert.That(Generate(bytes).Error, Is.Empty);

        static CliRun Generate(string model) => CliRun.Of("generate", model, "--prompt", "龙", "--length", "1");
    }

    [TestCase(TokenUnit.Char)]
    [TestCase(TokenUnit.BytePair)]
    public void A_thousand_characters_are_a_thousand_tokens_that_train_and_come_back(TokenUnit unit)
    {
        RandomSource random = new(6);
        var all = Enumerable.Range(0, ManyCharacters).Select(i => (char)(0x4E00 + (7 * i))).ToArray();
        var text = string.Concat(all) + string.Concat(Enumerable.Range(0, 4000).Select(_ => all[Math.Min(random.Next(ManyCharacters), random.Next(ManyCharacters))]));
        File.WriteAllText(_text, text);
        var corpus = Corpus.FromFile(_text, new CorpusOptions { Unit = unit, BytePairs = new BytePairOptions { Merges = 1500 } });
        Assert.That(corpus.UnknownCount, Is.Zero);
        Assert.That(corpus.Codec.Decode(corpus.Tokens.Span), Is.EqualTo(text));
        if (unit == TokenUnit.Char)
        {
            Assert.That(corpus.Vocabulary.Count, Is.EqualTo(1 + ManyCharacters));
        }

        var model = Train(["--tokens", unit == TokenUnit.Char ? "char" : "bpe", "--hidden", "16", "--epochs", "1"]);
        var generated = CliRun.Of("generate", model, "--prompt", text[..5], "--length", "50", "--seed", "2").Output.TrimEnd('\n');
        Assert.That(generated, Does.StartWith(text[..5]).And.Length.GreaterThan(10));
        var measured = CliRun.Of("evaluate", model, "--data", _text, "--json").JsonLines().Single();
        Assert.That(measured.GetProperty("bits_per_character").GetDouble(), Is.InRange(8, 14), "log2 of 1,000 is 10");
    }

    private string Train(string[] options)
    {
        var model = _folder.File($"model{string.Concat(options.Take(2))}");
        var run = CliRun.Of(
        [
            "train", "lm", "--data", _text, "--batch", "4", "--steps", "16", "--optimizer", "adam", "--lr", "0.02", "--threads", "1", .. options,
            "--out", model,
        ]);
        Assert.That(run.Code, Is.Zero, run.Error);
        return model;
    }
}
