using System.Diagnostics;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using NUnit.Framework;

namespace NativeRnn.Tests.Text;

public class BytePairTokenizerTests
{
    private const string Sample =
        "the quick brown fox isn't quick; été à la mer 中文字符中文 😀👩‍👩‍👧 e\u0301e\u0301 <unk> <pad>\r\n\r\n the end\n\tthe end  \n";

    private static readonly string[] _odd =
    [
        "", " ", "  ", "\n", "\n\n", "\r\n", " \n ", "a", " a", "a ", "  a  b  ", "\na", "a\n", "a\n\n b\n", "\r", "\r a", "▁", "▁a ▁", "Ġ",
        "\0", "\uFEFFx", "<unk>", "<pad><bos><eos>", "e\u0301", "👩‍👩‍👧", "\u2028 \u00A0\u3000x", "中文 字符", "I'll we'RE 's",
    ];

    [Test]
    public void Pieces_are_those_of_GPT2s_pattern()
    {
        var tokenizer = Untrained(BytePairSpaces.Gpt2);
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(1000), Prop.ForAll(Texts(isWithPairs: false), text => Pieces(text)
            .SequenceEqual(NaiveBytePairs.Pieces(text))));
        Assert.That(Pieces("we're 2 x²  é!\n"), Is.EqualTo(new[] { "we", "'re", " 2", " x", "²", " ", " é", "!", "\n" }));
        Assert.That(tokenizer.Tokenize("é"), Is.EqualTo(new[] { "Ã", "©" }));

        static List<string> Pieces(string text)
        {
            List<string> pieces = [];
            BytePairPieces.Visit(text, BytePairSpaces.Gpt2, piece =>
            {
                pieces.Add(piece.ToString());
                return true;
            });
            return pieces;
        }
    }

    [Test]
    public void Tokens_are_those_of_the_naive_algorithm()
    {
        var code = BytePairCode.Learn([Sample]);
        var merges = NaiveBytePairs.Learn(Sample, code.MergeCount);
        BytePairTokenizer tokenizer = new(code);
        Assert.That(tokenizer.Tokenize(Sample), Is.EqualTo(NaiveBytePairs.Encode(Sample, merges)));
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(200), Prop.ForAll(Texts(isWithPairs: false), text =>
            tokenizer.Tokenize(text).SequenceEqual(NaiveBytePairs.Encode(text, merges))));
    }

    [Test]
    public void Any_text_comes_back_and_none_of_it_is_unknown([Values] BytePairSpaces spaces)
    {
        var codec = Trained(spaces);
        foreach (var text in _odd.Append(Sample))
        {
            Assert.That(ComesBack(codec, text), text);
        }

        Check.One(Config.QuickThrowOnFailure.WithMaxTest(2000), Prop.ForAll(Texts(isWithPairs: true), text => ComesBack(codec, text)));
    }

    [Test]
    public void Half_a_surrogate_pair_becomes_the_replacement_character([Values] BytePairSpaces spaces)
    {
        var codec = Trained(spaces);
        Assert.That(codec.Decode(codec.Encode("a\uD83Db\uDE00 \uD83D").Ids.Span), Is.EqualTo("a\uFFFDb\uFFFD \uFFFD"));
    }

    [TestCase(BytePairSpaces.Gpt2, "the the\nthe", "the|Ġthe|Ċ|the")]
    [TestCase(BytePairSpaces.SentencePiece, "the the\nthe", "▁the|▁the|Ċ|▁the")]
    public void Words_at_the_beginning_of_lines_are_the_same_token_with_the_spaces_of_SentencePiece(
        BytePairSpaces spaces, string text, string expected)
    {
        BytePairTokenizer tokenizer = new(BytePairCode.Learn(["the the the\nthe"], new BytePairOptions { Spaces = spaces }));
        Assert.That(string.Join('|', tokenizer.Tokenize(text)), Is.EqualTo(expected));
    }

    [Test]
    public void A_stream_of_tokens_holds_back_what_is_no_whole_character()
    {
        var codec = new TextCodec(AllBytes(), Normalization.None, Untrained(BytePairSpaces.Gpt2));
        var joiner = codec.CreateJoiner();
        var shown = codec.Encode("é中😀!").Ids.ToArray().Select(id =>
        {
            StringBuilder text = new();
            joiner.Append(text, id);
            return text.ToString();
        });
        Assert.That(shown, Is.EqualTo(new[] { "", "é", "", "", "中", "", "", "", "😀", "!" }));
    }

    [Test]
    public void Part_of_a_character_becomes_the_replacement_character_only_at_the_end()
    {
        var codec = new TextCodec(AllBytes(), Normalization.None, Untrained(BytePairSpaces.Gpt2));
        var ids = codec.Encode("a中").Ids.ToArray();
        StringBuilder text = new();
        var joiner = codec.CreateJoiner();
        Array.ForEach(ids[..3], id => joiner.Append(text, id));
        Assert.That(text.ToString(), Is.EqualTo("a"));
        joiner.Finish(text);
        Assert.That(text.ToString(), Is.EqualTo("a\uFFFD").And.EqualTo(codec.Decode(ids.AsSpan(0, 3))));
    }

    [Test]
    public void Any_bytes_decode_as_dotnet_decodes_them()
    {
        var codec = new TextCodec(AllBytes(), Normalization.None, Untrained(BytePairSpaces.Gpt2));
        RandomSource random = new(3);
        for (int trial = 0; trial < 500; trial++)
        {
            byte[] bytes = [.. Enumerable.Range(0, 12).Select(_ => random.Next(3) == 0 ? (byte)random.Next(256) : (byte)(0xC0 + random.Next(0x40)))];
            var ids = Array.ConvertAll(bytes, value => codec.Vocabulary[NaiveBytePairs.Alphabet[value].ToString()]);
            Assert.That(codec.Decode(ids), Is.EqualTo(Encoding.UTF8.GetString(bytes)));
        }
    }

    [Test]
    public void Separated_text_is_joined_without_the_spaces_before_punctuation()
    {
        var codec = Corpus.FromText(
            "Go! Where? There, I say.", new CorpusOptions { Unit = TokenUnit.BytePair, Normalization = Normalization.Separated }).Codec;
        Assert.That(codec.Decode(codec.Encode("Go, there. No  !").Ids.Span), Is.EqualTo("go, there. no !"));
    }

    [Test]
    public void The_vocabulary_has_all_bytes_and_merges_by_falling_frequency()
    {
        var corpus = Corpus.FromText("the the the cat", Options());
        Assert.That(corpus.Vocabulary.Tokens[0], Is.EqualTo("<unk>"));
        Assert.That(corpus.Vocabulary.Count, Is.EqualTo(1 + 256 + corpus.Codec.BytePairs!.MergeCount));
        Assert.That(corpus.Vocabulary.Frequencies!.Skip(1), Is.Ordered.Descending);
        Assert.That(corpus.Vocabulary.Frequencies!.Sum(), Is.EqualTo(corpus.Tokens.Length));
        Assert.That(corpus.Vocabulary.Tokens[1], Is.EqualTo("Ġthe"));
        Assert.That(corpus.UnknownCount, Is.Zero);
    }

    [Test]
    public void A_vocabulary_without_all_tokens_is_refused()
    {
        BytePairTokenizer tokenizer = new(BytePairCode.Learn(["ab ab"]));
        Assert.That(
            () => new TextCodec(AllBytes(), Normalization.None, tokenizer),
            Throws.ArgumentException.With.Message.StartsWith("The vocabulary lacks the byte pair 'ab'"));
    }

    [Test]
    public void Byte_pairs_cannot_be_had_without_their_merges()
    {
        Assert.That(() => Tokenizer.For(TokenUnit.BytePair), Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(
            () => Corpus.FromText("a", Options(), AllBytes()), Throws.ArgumentException.With.Property("ParamName").EqualTo("options"));
    }

    [Test]
    public void One_tokenizer_serves_many_threads()
    {
        var codec = Trained(BytePairSpaces.Gpt2);
        var expected = codec.Encode(Sample).Ids.ToArray();
        BytePairTokenizer cold = new(codec.BytePairs!);
        TextCodec shared = new(codec.Vocabulary, Normalization.None, cold);
        Parallel.For(0, 50, _ => Assert.That(shared.Encode(Sample).Ids.ToArray(), Is.EqualTo(expected)));
    }

    [Test]
    public void Pieces_without_end_take_no_time_of_their_square()
    {
        var text = string.Concat(Enumerable.Range(0, 300_000).Select(i => (char)(0x4E00 + (i * i % 997))));
        var watch = Stopwatch.StartNew();
        var codec = Corpus.FromText(text, Options()).Codec;
        Assert.That(ComesBack(codec, text));
        Assert.That(watch.Elapsed, Is.LessThan(TimeSpan.FromSeconds(60)), "a few seconds; the square of a million bytes would be hours");
    }

    private static bool ComesBack(TextCodec codec, string text)
    {
        var encoded = codec.Encode(text);
        return encoded.UnknownCount == 0 && codec.Decode(encoded.Ids.Span) == text;
    }

    private static Arbitrary<string> Texts(bool isWithPairs)
    {
        string[] parts =
        [
            " ", " ", "\n", "\t", "\r\n", "the", "end", "e", "'s", "'ll", "é", "e\u0301", "中", "文", "123", "٣", "ª", "ⅷ", "!", "…", "\u00A0", "▁",
            "Ġ", "<unk>", "\u3000",
        ];
        Gen<string> part = Gen.Elements(isWithPairs ? [.. parts, "😀", "👩‍👩‍👧", "𝒳", "\U0010FFFF", "𠀋"] : parts);
        Gen<string> scalar = Gen.Choose(0, 0xD7FF).Select(value => ((char)value).ToString());
        return Gen.OneOf(part, part, scalar).ArrayOf().Select(string.Concat).ToArbitrary();
    }

    private static CorpusOptions Options(BytePairSpaces spaces = BytePairSpaces.Gpt2) =>
        new() { Unit = TokenUnit.BytePair, BytePairs = new BytePairOptions { Spaces = spaces } };

    private static TextCodec Trained(BytePairSpaces spaces) => Corpus.FromText(Sample, Options(spaces)).Codec;

    private static BytePairTokenizer Untrained(BytePairSpaces spaces) => new(new BytePairCode([], spaces));

    private static Vocabulary AllBytes() => Vocabulary.FromTokens(["<unk>", .. Untrained(BytePairSpaces.Gpt2).Code.Tokens]);
}
